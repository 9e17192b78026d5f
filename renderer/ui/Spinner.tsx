import { LoaderCircle } from 'lucide-react';
import './Spinner.css';

/** Work of unknown length, with words that say which. */
export function Spinner({ label }: { readonly label: string }) {
  return (
    <span className="spinner" role="status">
      <LoaderCircle aria-hidden />
      {label}
    </span>
  );
}
