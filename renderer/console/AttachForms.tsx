import { Choice } from '../ui/Choice.tsx';
import { Switch } from '../ui/Switch.tsx';
import { TextInput } from '../ui/TextInput.tsx';
import { CopyLine } from './CopyLine.tsx';
import { qemuFlag, type AttachErrors, type AttachValues } from './source-forms.ts';

export interface AttachFormProps {
  readonly values: AttachValues;
  readonly errors: AttachErrors;
  readonly onChange: (change: Partial<AttachValues>) => void;
}

const COMMANDS = [
  'ssh root@test-machine dmesg -w',
  'journalctl -kf -o short-monotonic',
  'virsh console guest',
  'console board',
  'qemu-system-x86_64 -kernel bzImage -initrd root.cpio.gz -append console=ttyS0 -nographic',
];

/** A QEMU chardev on a unix socket, with the flag that makes one. */
export function SocketForm({ values, errors, onChange }: AttachFormProps) {
  return (
    <div className="attach-form">
      <TextInput
        label="Socket"
        machine
        autoFocus
        placeholder="/tmp/guest-console.sock"
        value={values.socket}
        onChange={(socket) => onChange({ socket })}
        error={errors.socket}
        hint="Need not exist yet: Lockstep connects as soon as it does, and again after every restart of the guest."
      />
      <Switch isSelected={values.listen} onChange={(listen) => onChange({ listen })}>
        Serve the socket and wait for QEMU
      </Switch>
      <QemuExtras values={values} errors={errors} onChange={onChange} />
      <div className="attach-aside">
        <span>Start QEMU with</span>
        <CopyLine label="Copy the flag" text={qemuFlag(values.socket || '/tmp/guest-console.sock', values.listen)} />
        <span>
          and give the kernel <code>console=ttyS0</code>. Reading never holds the guest up.
        </span>
      </div>
    </div>
  );
}

/** What a QEMU chardev may come with, on a unix socket or over TCP. */
export function QemuExtras({ values, errors, onChange }: AttachFormProps) {
  return (
    <>
      <TextInput
        label="QMP socket of the same QEMU (optional)"
        machine
        placeholder="/tmp/guest-qmp.sock"
        value={values.qmp}
        onChange={(qmp) => onChange({ qmp })}
        error={errors.qmp}
        hint="Its -qmp unix:PATH,server=on,wait=off: to stop the guest, let it run, reset it, and to send BREAK."
      />
      <TextInput
        label="Log file of the chardev (optional)"
        machine
        placeholder="/tmp/guest-console.log"
        value={values.logfile}
        onChange={(logfile) => onChange({ logfile })}
        error={errors.logfile}
        hint="Its logfile=: what the guest printed before Lockstep attached is read from it."
      />
    </>
  );
}

/** A command whose output is the console. */
export function CommandForm({ values, errors, onChange }: AttachFormProps) {
  return (
    <div className="attach-form">
      <TextInput
        label="Command"
        machine
        autoFocus
        placeholder={COMMANDS[0] ?? ''}
        value={values.command}
        onChange={(command) => onChange({ command })}
        error={errors.command}
        hint="Run by sh -c with your rights; what it prints is recorded. It ends when you detach it."
      />
      <Switch isSelected={values.terminal} onChange={(terminal) => onChange({ terminal })}>
        On a terminal of its own: for shells, ssh and whatever asks for a password
      </Switch>
      <Switch isSelected={values.again} onChange={(again) => onChange({ again })}>
        Run it again whenever it ends: for ssh to a machine that restarts
      </Switch>
      <DirectoryInput values={values} errors={errors} onChange={onChange} />
      <div className="attach-aside">
        <span>For example</span>
        <div className="attach-examples">
          {COMMANDS.map((command) => (
            <button key={command} type="button" className="attach-example" onClick={() => onChange({ command })}>
              {command}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

/** A QEMU that Lockstep starts. */
export function QemuForm({ values, errors, onChange }: AttachFormProps) {
  return (
    <div className="attach-form">
      <TextInput
        label="Command line"
        machine
        autoFocus
        lines={3}
        placeholder="qemu-system-x86_64 -m 1G -kernel bzImage -initrd root.cpio.gz -append console=ttyS0"
        value={values.qemu}
        onChange={(qemu) => onChange({ qemu })}
        error={errors.qemu}
        hint="Without -serial, -qmp and -display: Lockstep adds them. The guest ends when you detach it."
      />
      <DirectoryInput values={values} errors={errors} onChange={onChange} />
    </div>
  );
}

function DirectoryInput({ values, errors, onChange }: AttachFormProps) {
  return (
    <TextInput
      label="Directory (optional)"
      machine
      placeholder="/home/you/linux"
      value={values.cwd}
      onChange={(cwd) => onChange({ cwd })}
      error={errors.cwd}
    />
  );
}

/** A log file that somebody else writes, or a folder of them. */
export function FollowForm({ values, errors, onChange }: AttachFormProps) {
  const { wholeFolder } = values;
  return (
    <div className="attach-form">
      <Choice
        label="What grows"
        options={[
          { value: 'file', title: 'A file' },
          { value: 'folder', title: 'A folder of logs' },
        ]}
        value={wholeFolder ? 'folder' : 'file'}
        onChange={(choice) => onChange({ wholeFolder: choice === 'folder' })}
      />
      <TextInput
        label={wholeFolder ? 'Folder' : 'File'}
        machine
        autoFocus
        placeholder={
          wholeFolder ? '/home/you/linux/tools/testing/selftests/rcutorture/res' : '/var/log/guest/console.log'
        }
        value={values.follow}
        onChange={(follow) => onChange({ follow })}
        error={errors.follow}
        hint={
          wholeFolder
            ? 'One console for each console.log in it and three folders down, as kvm.sh makes them; without any, for each *.log and *.txt. Logs that appear later are added.'
            : 'Read from its start and on while it grows, also when it is truncated or replaced. To read a log once, open it instead.'
        }
      />
      {!wholeFolder && (
        <div className="attach-aside">
          <span>QEMU writes one with</span>
          <CopyLine label="Copy the flag" text={`-serial file:${values.follow || '/var/log/guest/console.log'}`} />
        </div>
      )}
    </div>
  );
}
