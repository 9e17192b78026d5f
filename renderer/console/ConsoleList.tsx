import { Plus } from 'lucide-react';
import '../app/Sidebar.css';
import { go, usePlace } from '../app/navigation.ts';
import { openOverlay } from '../app/overlay.ts';
import { useWorkbench } from '../app/store.ts';
import { showColumn } from '../app/visibility.ts';
import type { Console } from '../../shared/contract/ipc.ts';
import { useInbox } from '../inbox/inbox-state.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { plural } from '../ui/words.ts';
import './ConsoleList.css';
import { StateMark } from './StateMark.tsx';
import { stateWord } from './state-words.ts';

function ConsoleRow({ console }: { readonly console: Console }) {
  const place = usePlace();
  const isHere = (place.at === 'console' || place.at === 'report') && place.consoleId === console.id;
  const isFiltered = useInbox((state) => state.consoleId === console.id);
  // A file that was read needs no words; everything else says how it is.
  const isQuiet = console.state === 'ended' && (console.spec.kind === 'file' || console.spec.kind === 'text');
  return (
    <li className="console-row">
      <button
        type="button"
        className="nav-row"
        title={`${console.name}: ${stateWord(console)}`}
        aria-current={isHere ? 'page' : undefined}
        onClick={() => go({ at: 'console', consoleId: console.id })}
      >
        <StateMark state={console.state} />
        <span className="nav-row-words">
          <span className="ellipsis">{console.name}</span>
          <span className={isQuiet ? 'visually-hidden' : 'console-row-state ellipsis numbers'}>
            {stateWord(console)}
          </span>
        </span>
      </button>
      {console.reports > 0 && (
        <button
          type="button"
          className="console-reports numbers"
          aria-pressed={isFiltered}
          aria-label={`${plural(console.reports, 'report')} of ${console.name}: show only these`}
          title={isFiltered ? 'Show the reports of all consoles' : `Show only its ${plural(console.reports, 'report')}`}
          onClick={() => {
            useInbox.setState({ consoleId: isFiltered ? undefined : console.id });
            showColumn('inbox');
          }}
        >
          {console.reports}
        </button>
      )}
    </li>
  );
}

/** The consoles: state as a shape and in words, and the number of their reports. */
export function ConsoleList() {
  const consoles = useWorkbench((state) => state.consoles);
  return (
    <section aria-label="Consoles">
      <div className="section-head">
        <h2>Consoles</h2>
        <IconButton
          label="Attach a console"
          keys="Ctrl+Shift+A"
          icon={<Plus />}
          onPress={() => openOverlay('attach')}
        />
      </div>
      {consoles.length === 0 ? (
        <p className="section-empty">What you attach or open is listed here.</p>
      ) : (
        <ul>
          {consoles.map((console) => (
            <ConsoleRow key={console.id} console={console} />
          ))}
        </ul>
      )}
    </section>
  );
}
