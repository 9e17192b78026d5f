/**
 * DEPT's reports (out of tree, v18; kernel/dependency/dept.c `print_circle`): contexts A, B, ... each with
 *     [S] lock(x:0)   [W] wait(y:0)   [E] unlock(x:0)      and "context A's detail" with the stacks.
 */
import type { DeptContext } from '../contract/report.ts';
import type { Cursor, Draft } from './draft.ts';
import { parseFrame } from './frame.ts';

const CONTEXT = /^context ([A-Z]{1,2})('s detail)?$/;
const STEP = /^\[([SWE])\] (.{1,300})$/;
const EVENTS = { S: 'start', W: 'wait', E: 'end' } as const;

export const readDept = (draft: Draft, cursor: Cursor): boolean => {
  if (!draft.isDept) return false;
  const text = cursor.text()!;
  const dept = (draft.report.dept ??= []);
  const context = CONTEXT.exec(text);
  if (context) {
    const name = context[1]!;
    if (!dept.some((one) => one.name === name)) dept.push({ name, steps: [] });
    draft.deptContext = name;
    if (context[2] !== undefined) draft.deptDetail = true;
    draft.sink = undefined;
    draft.evidence++;
    draft.mark(cursor.at, 'prose', `/dept/${dept.findIndex((one) => one.name === name)}`);
    cursor.at++;
    return true;
  }
  const index = dept.findIndex((one) => one.name === draft.deptContext);
  const here: DeptContext | undefined = dept[index];
  const step = STEP.exec(text);
  if (step && here) {
    const event = EVENTS[step[1] as 'S' | 'W' | 'E'];
    // The detail repeats the steps, with a colon, above their stacks.
    const name = step[2]!.replace(/:$/, '');
    const known = draft.deptDetail ? here.steps.findIndex((one) => one.event === event && one.text === name) : -1;
    const n = known >= 0 ? known : here.steps.push({ event, text: name, frames: [] }) - 1;
    const one = here.steps[n]!;
    draft.sink = draft.deptDetail
      ? { frames: one.frames, pointer: `/dept/${index}/steps/${n}/frames`, backtrace: false }
      : undefined;
    draft.mark(cursor.at, 'scenario', `/dept/${index}/steps/${n}`);
    cursor.at++;
    return true;
  }
  // The place itself is above "stacktrace:", and again at the top of the stack.
  if (text === 'stacktrace:' && draft.sink && !draft.sink.backtrace) draft.sink.frames.length = 0;
  if (
    /^\(?stacktrace:?\)?$|^summary$|^\*{3} (?:DEADLOCK|AA DEADLOCK) \*{3}$|^---+$|^information that might be helpful$|^\[[SWE]\]: .{0,200}$/.test(
      text,
    )
  ) {
    draft.mark(cursor.at, 'prose');
    cursor.at++;
    return true;
  }
  if (draft.sink !== undefined && parseFrame(text) === undefined && /^\S{1,80} at /.test(text)) {
    draft.mark(cursor.at, 'detail');
    cursor.at++;
    return true;
  }
  return false;
};
