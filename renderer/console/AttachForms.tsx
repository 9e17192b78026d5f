import { TextInput } from '../ui/TextInput.tsx';
import { CopyLine } from './CopyLine.tsx';
import { qemuFlag } from './source-forms.ts';

/** The values of all three forms; kept while the user changes between them. */
export interface AttachValues {
  readonly socket: string;
  readonly command: string;
  readonly cwd: string;
  readonly follow: string;
}

export interface AttachFormProps {
  readonly values: AttachValues;
  readonly errors: Partial<Record<keyof AttachValues, string | undefined>>;
  readonly onChange: (change: Partial<AttachValues>) => void;
}

const COMMANDS = [
  'ssh root@test-machine dmesg -w',
  'journalctl -kf -o short-monotonic',
  'stty -F /dev/ttyUSB0 115200 raw -echo && cat /dev/ttyUSB0',
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
      <div className="attach-aside">
        <span>Start QEMU with</span>
        <CopyLine label="Copy the flag" text={qemuFlag(values.socket || '/tmp/guest-console.sock')} />
        <span>
          and give the kernel <code>console=ttyS0</code>. Reading never holds the guest up.
        </span>
      </div>
    </div>
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
      <TextInput
        label="Directory (optional)"
        machine
        placeholder="/home/you/linux"
        value={values.cwd}
        onChange={(cwd) => onChange({ cwd })}
        error={errors.cwd}
      />
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

/** A log file that somebody else writes. */
export function FollowForm({ values, errors, onChange }: AttachFormProps) {
  return (
    <div className="attach-form">
      <TextInput
        label="File"
        machine
        autoFocus
        placeholder="/var/log/guest/console.log"
        value={values.follow}
        onChange={(follow) => onChange({ follow })}
        error={errors.follow}
        hint="Read from its start and on while it grows, also when it is truncated or replaced. To read a log once, open it instead."
      />
      <div className="attach-aside">
        <span>QEMU writes one with</span>
        <CopyLine label="Copy the flag" text={`-serial file:${values.follow || '/var/log/guest/console.log'}`} />
      </div>
    </div>
  );
}
