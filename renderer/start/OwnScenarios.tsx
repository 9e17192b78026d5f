import { FileCode2, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { go } from '../app/navigation.ts';
import { discardDraft } from '../scenario/drafts.ts';
import { forgetScenario, useOwnScenarios } from '../scenario/known-scenarios.ts';
import { LossDialog } from '../scenario/LossDialogs.tsx';
import { Badge } from '../ui/Badge.tsx';
import { IconButton } from '../ui/IconButton.tsx';

/** Scenarios the user wrote or opened lately, and what of them is not saved. Nothing while there are none. */
export function OwnScenarios() {
  const scenarios = useOwnScenarios();
  const [losing, setLosing] = useState<{ readonly id: string; readonly title: string }>();
  if (scenarios.length === 0) return null;
  return (
    <section className="start-section" aria-label="Your scenarios">
      <h2>Your scenarios</h2>
      <ul>
        {scenarios.map(({ id, title, detail, isEdited }) => (
          <li key={id} className="own-scenario">
            <button type="button" className="capture-row" onClick={() => go({ at: 'scenario', id })}>
              <FileCode2 aria-hidden />
              <span className="ellipsis">{title}</span>
              {isEdited && <Badge tone="waiting">not saved</Badge>}
              <span className="faint ellipsis">{detail}</span>
            </button>
            {id.startsWith('new:') ? (
              <IconButton label={`Throw “${title}” away`} icon={<Trash2 />} onPress={() => setLosing({ id, title })} />
            ) : (
              <IconButton label={`Take “${title}” off this list`} icon={<X />} onPress={() => forgetScenario(id)} />
            )}
          </li>
        ))}
      </ul>
      <LossDialog
        isOpen={losing !== undefined}
        onClose={() => setLosing(undefined)}
        onLose={() => losing !== undefined && discardDraft(losing.id)}
        words={`“${losing?.title ?? ''}” was never saved: its text is gone for good.`}
      />
    </section>
  );
}
