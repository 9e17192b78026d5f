import { Check, CircleStop } from 'lucide-react';
import { memo, useMemo, useState } from 'react';
import { Menu, MenuItem, MenuSection, MenuTrigger, Header, Popover } from 'react-aria-components';
import { useCommands, type Command } from '../app/commands.ts';
import { Button } from '../ui/Button.tsx';
import './BreakpointMenu.css';
import { breakpointChoices, setBreakpoints, toggleBreakpoint, useBreakpoints } from './breakpoints.ts';

interface BreakpointMenuProps {
  readonly locks: readonly { readonly id: string }[];
}

/** Which breakpoints are set, and a menu (key b) to set others: arrows move, Space sets, Escape leaves. */
export const BreakpointMenu = memo(function BreakpointMenu({ locks }: BreakpointMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const set = useBreakpoints((state) => state.set);
  const choices = useMemo(() => breakpointChoices(locks), [locks]);
  const active = choices.filter(({ key }) => set.includes(key));
  const commands = useMemo<readonly Command[]>(
    () => [
      { id: 'replay.breakpoints', title: 'Breakpoints …', group: 'Replay', keys: ['b'], run: () => setOpen(true) },
      ...choices.map(({ key, title }): Command => ({
        id: `replay.breakpoint.${key}`,
        title: `${set.includes(key) ? 'Clear' : 'Set'} breakpoint: ${title}`,
        group: 'Replay',
        run: () => toggleBreakpoint(key),
      })),
    ],
    [choices, set],
  );
  useCommands('replay-breakpoints', commands);
  const words =
    active.length === 0 ? 'the end' : active.length === 1 ? active[0]!.title : `${active.length} breakpoints`;
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="quiet" icon={<CircleStop aria-hidden />} aria-label={`Breakpoints: ${words}`}>
        <span className="ellipsis">{words}</span>
      </Button>
      <Popover placement="bottom start" offset={4}>
        <Menu
          className="breakpoint-menu"
          aria-label="Breakpoints"
          selectionMode="multiple"
          shouldCloseOnSelect={false}
          selectedKeys={active.map(({ key }) => key)}
          onSelectionChange={(keys) => {
            const own = new Set(choices.map(({ key }) => key));
            const chosen = choices.map(({ key }) => key).filter((key) => keys === 'all' || keys.has(key));
            // Locks of other scenarios keep theirs.
            setBreakpoints([...set.filter((key) => !own.has(key)), ...chosen]);
          }}
        >
          <MenuSection>
            <Header className="breakpoint-title">Stop as soon as …</Header>
            {choices.map(({ key, title }) => (
              <MenuItem key={key} id={key} className="breakpoint-item" textValue={title}>
                {({ isSelected }) => (
                  <>
                    {isSelected ? <Check aria-hidden /> : <span />}
                    <span className="ellipsis">{title}</span>
                  </>
                )}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
});
