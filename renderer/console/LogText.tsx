/** ASCII names of the control characters, in the order of Unicode's pictures of them from U+2400. */
const NAMES =
  'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP DEL'.split(
    ' ',
  );
const PICTURES = /([\u2400-\u2421])/;

/** The text of a line. Control characters come as their pictures, which few fonts draw legibly: their names are shown. */
export function LogText({ text }: { readonly text: string }) {
  if (!PICTURES.test(text)) return <span className="log-text">{text}</span>;
  return (
    <span className="log-text">
      {text.split(PICTURES).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <span key={index} className="log-control" data-name={NAMES[part.charCodeAt(0) - 0x2400]}>
            {part}
          </span>
        ),
      )}
    </span>
  );
}
