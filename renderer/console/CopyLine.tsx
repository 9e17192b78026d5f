import { CopyButton } from '../ui/CopyButton.tsx';
import { MachineText } from '../ui/MachineText.tsx';
import './AttachDialog.css';

/** A command or a path on one line, to copy. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="copy-line">
      <MachineText>{text}</MachineText>
      <CopyButton iconOnly label={label} text={text} />
    </div>
  );
}
