import { Command } from 'cmdk';
import { startTransition, useEffect, useMemo, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import '../ui/Dialog.css';
import { Kbd } from '../ui/Kbd.tsx';
import './Picker.css';
import { matchScore } from './match-score.ts';

export interface PickerItem {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** Shown at the right, and searched too. */
  readonly detail?: string | undefined;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly isDisabled?: boolean;
  readonly run: () => void;
}

interface PickerProps {
  readonly label: string;
  readonly placeholder: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly items: readonly PickerItem[];
  /** A text that is not searched for but understood, e.g. a link; undefined for every other. */
  readonly understand?: (query: string) => Understood | undefined;
}

export interface Understood {
  readonly items: readonly PickerItem[];
  /** What is wrong with it. */
  readonly problem?: { readonly message: string; readonly hint?: string } | undefined;
}

/** Rows that fit on screen: all that the first frame has to draw, so that the list is there at once. */
const AT_FIRST = 24;
/** The rest is drawn when it was not closed or used at once; milliseconds. */
const REST_AFTER = 200;
/** Keys that go beyond these rows. */
const TO_THE_REST: ReadonlySet<string> = new Set(['ArrowUp', 'End']);
/** More rows than anybody reads; typing narrows them. */
const SHOWN = 80;

function search(items: readonly PickerItem[], query: string): readonly PickerItem[] {
  if (query.trim() === '') return items.slice(0, SHOWN);
  const scored = items
    .map((item) => ({ item, score: matchScore(`${item.title} ${item.detail ?? ''} ${item.group}`, query) }))
    .filter(({ score }) => score > 0);
  return scored
    .sort((a, b) => b.score - a.score)
    .slice(0, SHOWN)
    .map(({ item }) => item);
}

function PickerBody({ label, placeholder, onClose, items, understand }: Omit<PickerProps, 'isOpen'>) {
  const [query, setQuery] = useState('');
  const understood = useMemo(() => understand?.(query), [understand, query]);
  const shown = useMemo(() => understood?.items ?? search(items, query), [understood, items, query]);
  const [isWhole, setIsWhole] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setIsWhole(true)), REST_AFTER);
    return () => clearTimeout(timer);
  }, []);
  const drawn = isWhole ? shown : shown.slice(0, AT_FIRST);
  const groups = [...new Set(drawn.map((item) => item.group))];
  return (
    <Command
      className="picker"
      label={label}
      shouldFilter={false}
      loop
      onKeyDownCapture={({ key }) => {
        if (!isWhole && TO_THE_REST.has(key)) flushSync(() => setIsWhole(true));
      }}
    >
      <Command.Input
        autoFocus
        className="picker-input"
        placeholder={placeholder}
        value={query}
        onValueChange={setQuery}
      />
      <Command.List className="picker-list">
        {understood?.problem !== undefined && (
          <div className="picker-problem" role="alert">
            <span>{understood.problem.message}</span> <span className="soft">{understood.problem.hint}</span>
          </div>
        )}
        {understood === undefined && shown.length === 0 && (
          <div className="picker-empty">Nothing matches “{query}”.</div>
        )}
        {groups.map((group) => (
          <Command.Group key={group} heading={group}>
            {drawn
              .filter((item) => item.group === group)
              .map((item) => (
                <Command.Item
                  key={item.id}
                  value={item.id}
                  className="picker-item"
                  disabled={item.isDisabled ?? false}
                  onSelect={() => {
                    onClose();
                    item.run();
                  }}
                >
                  {item.icon}
                  <span className="picker-title ellipsis">{item.title}</span>
                  {item.detail !== undefined && <span className="picker-detail ellipsis">{item.detail}</span>}
                  {item.keys !== undefined && <Kbd keys={item.keys} />}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

/** A list that narrows while typing: the palette and "go to anything". */
export function Picker({ isOpen, ...rest }: PickerProps) {
  return (
    <ModalOverlay
      className="dialog-backdrop"
      isOpen={isOpen}
      isDismissable
      onOpenChange={(open) => {
        if (!open) rest.onClose();
      }}
    >
      <Modal className="dialog-box">
        <AriaDialog className="dialog" aria-label={rest.label}>
          <PickerBody {...rest} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
