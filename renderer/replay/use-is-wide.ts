/** Is an element at least so wide? For what CSS alone cannot decide. */
import { useEffect, useState, type RefObject } from 'react';

export function useIsWide(element: RefObject<HTMLElement | null>, pixels: number): boolean {
  const [isWide, setWide] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => setWide((entry?.contentRect.width ?? 0) >= pixels));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, pixels]);
  return isWide;
}
