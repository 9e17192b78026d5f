import type { LockRef } from '../../shared/contract/report.ts';
import { LockName } from './LockName.tsx';
import './LockTerm.css';
import { usageSentence } from './usage-bits.ts';

interface LockTermProps {
  readonly lock: LockRef;
  /** Show the instance's address. */
  readonly withAddress?: boolean;
}

/** A lock as the kernel writes it: name, usage bits with their reading, wait types, instance. */
export function LockTerm({ lock, withAddress = false }: LockTermProps) {
  return (
    <span className="lock-term mono">
      <LockName name={lock.class} />
      {lock.usage !== undefined && (
        <span className="lock-usage" title={usageSentence(lock.usage)} aria-label={usageSentence(lock.usage)}>
          {`{${lock.usage}}`}
        </span>
      )}
      {lock.waitType !== undefined && (
        <span
          className="faint"
          title="Wait types, outer and inner: what may be waited for here, and what may be taken inside"
        >
          {`{${lock.waitType.replace(/[{}]/g, '')}}`}
        </span>
      )}
      {withAddress && lock.address !== undefined && (
        <span className="faint" title="The instance: the same address is the same lock">
          {lock.address}
        </span>
      )}
    </span>
  );
}
