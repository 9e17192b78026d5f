import { Check, Copy } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { IconButton } from './IconButton.tsx';

interface CopyButtonProps {
  /** What the button says, or its tooltip when it is only an icon. */
  readonly label: string;
  readonly text: string | (() => string);
  readonly iconOnly?: boolean;
}

type Outcome = 'idle' | 'copied' | 'refused';

/** Copies a text to the clipboard and says for a moment that it did. */
export const CopyButton = memo(function CopyButton({ label, text, iconOnly = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>('idle');
  useEffect(() => {
    if (outcome === 'idle') return;
    const timer = setTimeout(() => setOutcome('idle'), 1500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  const words = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Could not copy' : label;
  const icon = outcome === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />;
  if (iconOnly) return <IconButton label={words} icon={icon} onPress={copy} />;
  return (
    <Button icon={icon} onPress={copy}>
      {words}
    </Button>
  );
});
