/** The filter of a log, or of several, as commands. */
import type { Command } from '../../app/commands.ts';

export interface FilterSwitches {
  readonly isOn: boolean;
  readonly collapses: boolean;
  readonly setOn: (isOn: boolean) => void;
  readonly setCollapses: (collapses: boolean) => void;
}

interface FilterCommandsOptions extends FilterSwitches {
  /** The view: before the ids of its commands. */
  readonly owner: string;
  /** What is filtered: "this log". */
  readonly what: string;
  /** Have a rule typed. */
  readonly ask: () => void;
  /** Show what is filtered first. */
  readonly show?: () => void;
}

export function filterCommands(options: FilterCommandsOptions): readonly Command[] {
  const { owner, what, isOn, collapses, setOn, setCollapses, ask, show = () => undefined } = options;
  return [
    {
      id: `${owner}.filter`,
      group: 'Console',
      title: `Filter ${what} …`,
      keys: ['f'],
      run: () => {
        show();
        setOn(true);
        ask();
      },
    },
    {
      id: `${owner}.toggleFilter`,
      group: 'Console',
      title: 'Switch the filter on or off',
      keys: ['Ctrl+Shift+F'],
      run: () => {
        show();
        setOn(!isOn);
      },
    },
    {
      id: `${owner}.collapseRepeats`,
      group: 'Console',
      title: 'Show repeated lines once, or all of them',
      keys: ['r'],
      run: () => {
        show();
        setCollapses(!collapses);
      },
    },
  ];
}
