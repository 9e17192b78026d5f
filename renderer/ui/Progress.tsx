import { ProgressBar } from 'react-aria-components';
import './Spinner.css';

interface ProgressProps {
  readonly label: string;
  /** 0..1 */
  readonly value: number;
}

/** Work of known length. The words stand beside it, not in it. */
export function Progress({ label, value }: ProgressProps) {
  return (
    <ProgressBar aria-label={label} value={value * 100} className="progress">
      {({ percentage }) => <div style={{ width: `${percentage ?? 0}%` }} />}
    </ProgressBar>
  );
}
