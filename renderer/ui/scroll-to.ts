/** Bring an element into view with the next frame: asked for at once, the page would have to be laid out twice. */
export function scrollToSoon(element: Element | null): () => void {
  const frame = requestAnimationFrame(() => element?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
  return () => cancelAnimationFrame(frame);
}
