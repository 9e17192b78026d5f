import './Sentence.css';

/** A sentence that names locks. A name such as `&cache->lock` moves to the next line as a whole, unless it fills one. */
export function Sentence({ children }: { readonly children: string }) {
  return children.split(' ').map((word, index) => (
    <span key={index}>
      {index > 0 && ' '}
      {word.includes('-') ? <span className="sentence-name">{word}</span> : word}
    </span>
  ));
}
