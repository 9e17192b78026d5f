import { Check, TriangleAlert, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import './note.css';
import { hideNote, useNote, type Note } from './note.ts';

const SHOWN_MILLISECONDS = 8000;

function NoteBox({ note }: { readonly note: Note }): React.JSX.Element {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(hideNote, SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isHeld]);
  return (
    <div
      className="note"
      data-partial={note.isPartial}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {note.isPartial ? <TriangleAlert aria-hidden /> : <Check aria-hidden />}
      <span className="note-text">{note.text}</span>
      {note.actions.map((action) => (
        <Button
          key={action.title}
          variant="quiet"
          onPress={() => {
            hideNote();
            action.run();
          }}
        >
          {action.title}
        </Button>
      ))}
      <IconButton label="Dismiss" icon={<X />} onPress={hideNote} />
    </div>
  );
}

function NoteHost(): React.JSX.Element {
  const note = useNote((state) => state.note);
  return (
    <div className="notes" role="status" aria-live="polite">
      {note !== undefined && <NoteBox key={note.key} note={note} />}
    </div>
  );
}

let isMounted = false;

/** Notes have a root of their own, so that they stay wherever the user goes. */
export function mountNotes(): void {
  if (isMounted) return;
  isMounted = true;
  const host = document.createElement('div');
  document.body.append(host);
  createRoot(host).render(<NoteHost />);
}
