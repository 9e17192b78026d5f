/** The forms for what is on a line: serial ports and the network. */
import { useEffect, useState } from 'react';
import type { SerialPortInfo } from '../../shared/contract/ipc.ts';
import { call, problemOf } from '../app/bridge.ts';
import { showProblem } from '../app/store.ts';
import { Choice } from '../ui/Choice.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { QemuExtras, type AttachFormProps } from './AttachForms.tsx';
import { CopyLine } from './CopyLine.tsx';
import type { NetworkProtocol } from './source-forms.ts';

/** A serial port of this machine. */
export function SerialForm({ values, errors, onChange }: AttachFormProps) {
  const [ports, setPorts] = useState<readonly SerialPortInfo[]>();
  useEffect(() => {
    let isWanted = true;
    call('serial.list', {}).then(
      (found) => isWanted && setPorts(found),
      (error: unknown) => showProblem(problemOf(error)),
    );
    return () => {
      isWanted = false;
    };
  }, []);
  return (
    <div className="attach-form">
      <TextInput
        label="Port"
        machine
        autoFocus
        placeholder="/dev/ttyUSB0"
        value={values.serial}
        onChange={(serial) => onChange({ serial })}
        error={errors.serial}
        hint="Opened again by itself when the adapter comes back."
      />
      <div className="attach-aside">
        <span>{portsSentence(ports)}</span>
        <div className="attach-examples">
          {ports?.map(({ path, device, description, problem }) => (
            <button key={device} type="button" className="attach-example" onClick={() => onChange({ serial: path })}>
              {[device, description, problem?.message].filter((part) => part !== undefined && part !== '').join(' · ')}
            </button>
          ))}
        </div>
        {ports?.map(({ device, problem }) => problem?.hint !== undefined && <span key={device}>{problem.hint}</span>)}
      </div>
      <LineInputs values={values} errors={errors} onChange={onChange} />
    </div>
  );
}

function portsSentence(ports: readonly SerialPortInfo[] | undefined): string {
  if (ports === undefined) return 'Looking for ports …';
  return ports.length === 0 ? 'No serial port was found on this machine.' : 'On this machine';
}

/** How the line is set. */
function LineInputs({ values, errors, onChange }: AttachFormProps) {
  return (
    <>
      <TextInput
        label="Speed"
        machine
        value={values.speed}
        onChange={(speed) => onChange({ speed })}
        error={errors.speed}
      />
      <TextInput
        label="Data bits, parity, stop bits"
        machine
        value={values.format}
        onChange={(format) => onChange({ format })}
        error={errors.format}
      />
      <Choice
        label="Flow control"
        options={[
          { value: 'none', title: 'No flow control' },
          { value: 'hardware', title: 'RTS/CTS' },
          { value: 'software', title: 'XON/XOFF' },
        ]}
        value={values.flow}
        onChange={(flow) => onChange({ flow })}
      />
    </>
  );
}

const HINTS: Record<NetworkProtocol, string> = {
  raw: 'Bytes as they are: QEMU’s -serial tcp:HOST:PORT,server=on,wait=off, ser2net without telnet.',
  telnet: 'Telnet’s own commands are answered and kept out of the recording.',
  rfc2217: 'Telnet that also sets the serial line on the other side, and sends BREAK: ser2net with telnet(rfc2217).',
  netconsole: 'The kernel’s messages over UDP; lost ones are noted as gaps.',
};

/** A console server, or a kernel that sends to us. */
export function NetworkForm({ values, errors, onChange }: AttachFormProps) {
  const { protocol } = values;
  const isNetconsole = protocol === 'netconsole';
  return (
    <div className="attach-form">
      <Choice
        label="Protocol"
        options={[
          { value: 'raw', title: 'TCP' },
          { value: 'telnet', title: 'Telnet' },
          { value: 'rfc2217', title: 'RFC 2217' },
          { value: 'netconsole', title: 'netconsole' },
        ]}
        value={protocol}
        onChange={(next) => onChange({ protocol: next })}
      />
      <p className="field-hint">{HINTS[protocol]}</p>
      <TextInput
        label={isNetconsole ? 'Address to listen on (optional)' : 'Host'}
        machine
        placeholder={isNetconsole ? '0.0.0.0' : 'console-server'}
        value={values.host}
        onChange={(host) => onChange({ host })}
        error={errors.host}
      />
      <TextInput
        label="Port"
        machine
        placeholder={isNetconsole ? '6666' : '2000'}
        value={values.port}
        onChange={(port) => onChange({ port })}
        error={errors.port}
      />
      {protocol === 'raw' && (
        <Switch isSelected={values.listen} onChange={(listen) => onChange({ listen })}>
          Listen there and wait for the other side
        </Switch>
      )}
      {protocol === 'raw' && <QemuExtras values={values} errors={errors} onChange={onChange} />}
      {protocol === 'rfc2217' && <LineInputs values={values} errors={errors} onChange={onChange} />}
      {isNetconsole && (
        <div className="attach-aside">
          <span>On the machine to watch</span>
          <CopyLine
            label="Copy the command"
            text={`modprobe netconsole netconsole=+@/,${values.port || '6666'}@ADDRESS-OF-THIS-MACHINE/`}
          />
        </div>
      )}
    </div>
  );
}
