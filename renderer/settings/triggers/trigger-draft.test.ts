import { expect, test } from 'vitest';
import { Trigger } from '../../../shared/contract/ipc/triggers.ts';
import { deedsOf, draftOf, errorsOfDraft, newDraft, triggerOfDraft } from './trigger-draft.ts';

const errors = (change: Partial<ReturnType<typeof newDraft>>) =>
  Object.entries(errorsOfDraft({ ...newDraft(), text: 'x', ...change }))
    .filter(([, error]) => error !== undefined)
    .map(([name]) => name);

test('a trigger is the same after it was looked at', () => {
  const all: Trigger = {
    id: 'a',
    on: 'text',
    isEnabled: false,
    text: 'a.b',
    isRegex: true,
    consoles: ['board'],
    notifies: false,
    marks: false,
    rings: true,
    sysRq: ['d', 't'],
    sysRqWay: { by: 'command', command: 'sysrq KEY' },
    stopsGuest: true,
  };
  const few: Trigger = { id: 's', on: 'silence', isEnabled: true, seconds: 5 };
  for (const trigger of [all, few]) expect(triggerOfDraft(draftOf(trigger))).toEqual(Trigger.parse(trigger));
  expect(deedsOf(all)).toEqual(['only board', 'no notification', 'no mark', 'bell', 'SysRq d, t', 'stops the guest']);
  expect(deedsOf(few)).toEqual([]);
});

test('each mistake is told at its field', () => {
  expect(errors({})).toEqual([]);
  expect(errors({ text: ' ' })).toEqual(['text']);
  expect(errors({ text: '(', isRegex: true })).toEqual(['text']);
  expect(errors({ text: '(' })).toEqual([]);
  for (const seconds of ['', '0', '1.5', '86401', '-1'])
    expect(errors({ on: 'silence', seconds }), seconds).toEqual(['seconds']);
  expect(errors({ onlySome: true })).toEqual(['consoles']);
  expect(errors({ sysRq: ['t'], by: 'command', command: 'reboot' })).toEqual(['command']);
  expect(errors({ by: 'command', command: '' })).toEqual([]);
});
