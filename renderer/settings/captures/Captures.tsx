import { FolderOpen, Lock, NotebookText, SquareArrowOutUpRight, Trash2, TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import {
  LEAST_PART_BYTES,
  type CaptureInfo,
  type CaptureLimits,
  type CapturesOverview,
  type Settings,
} from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { showOpened } from '../../app/open.ts';
import { showProblem, useWorkbench } from '../../app/store.ts';
import { putConsole } from '../../app/sync.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MachineText } from '../../ui/MachineText.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { visibleText } from '../../ui/visible-text.ts';
import { bytes, moment, plural } from '../../ui/words.ts';
import { saveSettings } from '../save-settings.ts';
import './Captures.css';
import { LimitField } from './LimitField.tsx';

const GIGABYTE = 1_000_000_000;
const MEGABYTE = 1_000_000;
/** Rows shown before the user asks for all. */
const FIRST = 50;

const sum = (captures: readonly CaptureInfo[]): number => captures.reduce((total, one) => total + one.bytes, 0);

/** Told anew when the limits or the consoles change. */
function useOverview(limits: CaptureLimits): { overview: CapturesOverview | undefined; reload: () => void } {
  const [overview, setOverview] = useState<CapturesOverview>();
  const [turn, setTurn] = useState(0);
  // A console's recording is there with its first byte.
  const consoles = useWorkbench((state) =>
    state.consoles.map(({ id, bytes: size }) => `${id}${size > 0 ? '+' : ''}`).join(),
  );
  const { captureMaxBytes, captureMaxDays } = limits;
  useEffect(() => {
    let isWanted = true;
    call('capture.list', { captureMaxBytes, captureMaxDays }).then(
      (answer) => isWanted && setOverview(answer),
      (error: unknown) => showProblem(problemOf(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [captureMaxBytes, captureMaxDays, turn, consoles]);
  return { overview, reload: useCallback(() => setTurn((before) => before + 1), []) };
}

function wordsOf({ captures, free }: CapturesOverview): string {
  const room = free === undefined ? '' : `; ${bytes(free)} are free on that disk`;
  return captures.length === 0
    ? `Nothing is recorded yet${room}.`
    : `${plural(captures.length, 'recording')} take ${bytes(sum(captures))}${room}.`;
}

function previewWords({ captures }: CapturesOverview, { captureMaxBytes, captureMaxDays }: CaptureLimits): string {
  if (captureMaxBytes === undefined && captureMaxDays === undefined) return 'Without a limit nothing is ever deleted.';
  const going = captures.filter(({ goes }) => goes);
  if (going.length === 0) return 'With these limits nothing would go now.';
  return `With these limits ${plural(going.length, 'recording')} (${bytes(sum(going))}) would go within five minutes.`;
}

/** Every console, file and text is a recording on disk: how much room they take, and how many are kept. */
export function Captures({ settings }: { readonly settings: Settings }) {
  const limits = { captureMaxBytes: settings.captureMaxBytes, captureMaxDays: settings.captureMaxDays };
  const { overview, reload } = useOverview(limits);
  const [asked, setAsked] = useState<CaptureInfo>();
  const [isAll, setIsAll] = useState(false);
  if (overview === undefined) return <Spinner label="Looking at the recordings …" />;
  const { captures, directory, held } = overview;
  const remove = (capture: CaptureInfo) => {
    setAsked(undefined);
    call('capture.delete', { id: capture.id }).then(reload, (error: unknown) => showProblem(problemOf(error)));
  };
  const open = ({ id }: CaptureInfo) => {
    call('console.reopen', { id }).then(
      (console) => {
        putConsole(console);
        showOpened([console.id]);
      },
      (error: unknown) => showProblem(problemOf(error)),
    );
  };
  return (
    <>
      <p>{wordsOf(overview)}</p>
      <div className="setting-line">
        <FolderOpen aria-hidden className="captures-icon" />
        <MachineText>{directory}</MachineText>
        <CopyButton iconOnly label="Copy the folder’s path" text={directory} />
      </div>
      <div className="captures-limits">
        <LimitField
          label="At most, all together"
          unit="GB"
          usual={20}
          value={limits.captureMaxBytes === undefined ? undefined : limits.captureMaxBytes / GIGABYTE}
          onSave={(value) =>
            saveSettings({
              captureMaxBytes: value === undefined ? undefined : Math.max(1, Math.round(value * GIGABYTE)),
            })
          }
        />
        <LimitField
          label="For at most, after the last byte"
          unit="days"
          usual={90}
          isWhole
          most={36_500}
          value={limits.captureMaxDays}
          onSave={(captureMaxDays) => saveSettings({ captureMaxDays })}
        />
      </div>
      {held === undefined ? (
        <p className="captures-preview" role="status">
          {previewWords(overview, limits)}
        </p>
      ) : (
        <p className="field-error" role="alert">
          <TriangleAlert aria-hidden className="captures-icon" />
          {held.message} {held.hint}
        </p>
      )}
      <p className="setting-note">
        The oldest go first. What a notebook links to and what is in the list of consoles always stays, whatever the
        limits; it counts for the room that is taken. Of a console in parts, only the latest is held by the list.
      </p>
      <div className="captures-limits">
        <LimitField
          label="Go on in a new recording after"
          unit="MB"
          usual={500}
          value={settings.capturePartBytes === undefined ? undefined : settings.capturePartBytes / MEGABYTE}
          onSave={(value) =>
            saveSettings({
              capturePartBytes:
                value === undefined ? undefined : Math.max(LEAST_PART_BYTES, Math.round(value * MEGABYTE)),
            })
          }
        />
      </div>
      <p className="setting-note">
        For consoles that are attached for days. The console stays connected and no byte is lost: its parts, put behind
        each other, are what it printed. A part ends with a line, if it can where the console pauses, so that no report
        is torn; without a pause it may grow by a quarter. Logs that are read once are one recording.
      </p>
      {captures.length > 0 && (
        <ul className="captures" aria-label="Recordings">
          {(isAll ? captures : captures.slice(0, FIRST)).map((capture) => (
            <CaptureRow key={capture.id} capture={capture} onOpen={open} onDelete={setAsked} />
          ))}
        </ul>
      )}
      {!isAll && captures.length > FIRST && (
        <Button onPress={() => setIsAll(true)}>Show all {plural(captures.length, 'recording')}</Button>
      )}
      <DeleteQuestion capture={asked} onDelete={remove} onClose={() => setAsked(undefined)} />
    </>
  );
}

interface CaptureRowProps {
  readonly capture: CaptureInfo;
  readonly onOpen: (capture: CaptureInfo) => void;
  readonly onDelete: (capture: CaptureInfo) => void;
}

function CaptureRow({ capture, onOpen, onDelete }: CaptureRowProps) {
  const { id, bytes: size, writtenAt, isOpen, linkedFrom, goes } = capture;
  const name = visibleText(capture.name);
  const notebooks = linkedFrom.map(visibleText).join(', ');
  return (
    <li className="capture">
      <span className="ellipsis" title={id}>
        {name}
      </span>
      <span className="capture-why">
        {isOpen && <Badge icon={<Lock aria-hidden />}>in the list</Badge>}
        {linkedFrom.length > 0 && (
          <Badge icon={<NotebookText aria-hidden />} title={`Linked from ${notebooks}`}>
            {linkedFrom.length === 1 ? notebooks : plural(linkedFrom.length, 'notebook')}
          </Badge>
        )}
        {goes && (
          <Badge tone="waiting" icon={<Trash2 aria-hidden />}>
            would go
          </Badge>
        )}
      </span>
      <span className="soft numbers capture-number">{bytes(size)}</span>
      <span className="soft numbers capture-number">{moment(writtenAt)}</span>
      <IconButton label={`Open ${name}`} icon={<SquareArrowOutUpRight />} onPress={() => onOpen(capture)} />
      <IconButton
        label={isOpen ? 'In the list of consoles: remove it there' : `Delete ${name} …`}
        icon={<Trash2 />}
        isDisabled={isOpen}
        onPress={() => onDelete(capture)}
      />
    </li>
  );
}

interface DeleteQuestionProps {
  readonly capture: CaptureInfo | undefined;
  readonly onDelete: (capture: CaptureInfo) => void;
  readonly onClose: () => void;
}

function DeleteQuestion({ capture, onDelete, onClose }: DeleteQuestionProps) {
  return (
    <Dialog
      title="Delete this recording?"
      role="alertdialog"
      isOpen={capture !== undefined}
      onClose={onClose}
      footer={
        <>
          <Button autoFocus onPress={onClose}>
            Keep it
          </Button>
          <Button variant="danger" onPress={() => capture !== undefined && onDelete(capture)}>
            Delete
          </Button>
        </>
      }
    >
      {capture !== undefined && (
        <p>
          <strong>{visibleText(capture.name)}</strong>, {bytes(capture.bytes)}, last written {moment(capture.writtenAt)}
          . It cannot be brought back.
          {capture.linkedFrom.length > 0 &&
            ` Links in ${capture.linkedFrom.map(visibleText).join(', ')} will lead nowhere.`}
        </p>
      )}
    </Dialog>
  );
}
