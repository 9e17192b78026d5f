import { CircleX, OctagonX, TriangleAlert } from 'lucide-react';
import type { Severity } from '../../shared/console-log/severity.ts';

/** How bad a line is, as a shape beside its colour. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  switch (severity) {
    case 'critical':
      return <OctagonX aria-label="Critical" />;
    case 'error':
      return <CircleX aria-label="Error" />;
    case 'warning':
      return <TriangleAlert aria-label="Warning" />;
    case 'normal':
    case 'debug':
      return null;
  }
}
