import './LockName.css';

/** Characters at the end that stay visible: `#241`, `->lock`, `/1` are there. */
const TAIL = 9;

interface LockNameProps {
  readonly name: string;
  readonly className?: string;
}

/** A lock's name as printed. Too long for its place, it is shortened in the middle; the whole is in the tooltip. */
export function LockName({ name, className = '' }: LockNameProps) {
  const cut = name.length > TAIL * 2 ? name.length - TAIL : name.length;
  return (
    <span className={`lock-name mono ${className}`} title={name}>
      <span className="lock-name-head">{name.slice(0, cut)}</span>
      {cut < name.length && <span>{name.slice(cut)}</span>}
    </span>
  );
}
