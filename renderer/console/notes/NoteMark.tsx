import { Keyboard, Unplug } from 'lucide-react';

interface NoteMarkProps {
  /** What happened after the line. */
  readonly words: string;
}

/** Below a line something happened that nobody printed: a rule, and what it was, behind the line's text. */
export function NoteMark({ words }: NoteMarkProps) {
  const Icon = words.startsWith('typed') ? Keyboard : Unplug;
  return (
    <span className="log-note" role="note">
      <Icon aria-hidden />
      {words}
    </span>
  );
}
