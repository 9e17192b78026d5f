import './Kbd.css';

const NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};

/** A key or a combination, as written in the command table: `Ctrl+Shift+P`. */
export function Kbd({ keys }: { readonly keys: string }) {
  const parts = keys === '+' ? ['+'] : keys.split('+');
  return (
    <span className="keys">
      {parts.map((part) => (
        <kbd className="key" key={part}>
          {NAMES[part] ?? (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part)}
        </kbd>
      ))}
    </span>
  );
}
