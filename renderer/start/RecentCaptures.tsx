import { go } from '../app/navigation.ts';
import { useWorkbench } from '../app/store.ts';
import { StateMark } from '../console/StateMark.tsx';
import { sourceWord } from '../console/state-words.ts';
import { bytes, moment, plural } from '../ui/words.ts';

const SHOWN = 8;

/** The captures opened last. Nothing while there are none. */
export function RecentCaptures() {
  const consoles = useWorkbench((state) => state.consoles);
  if (consoles.length === 0) return null;
  const latest = [...consoles].sort((a, b) => b.startedAt - a.startedAt).slice(0, SHOWN);
  return (
    <section className="start-section" aria-label="Recent captures">
      <h2>Recent captures</h2>
      <ul>
        {latest.map((console) => (
          <li key={console.id}>
            <button type="button" className="capture-row" onClick={() => go({ at: 'console', consoleId: console.id })}>
              <StateMark state={console.state} />
              <span className="ellipsis">{console.name}</span>
              <span className="soft">{sourceWord(console)}</span>
              <span className="soft numbers">
                {console.reports > 0 ? plural(console.reports, 'report') : bytes(console.bytes)}
              </span>
              <span className="faint numbers">{moment(console.startedAt)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
