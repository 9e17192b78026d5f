import type { ReactElement, ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Kbd } from './Kbd.tsx';
import './Menu.css';

export interface MenuAction {
  readonly id: string;
  readonly title: string;
  readonly icon?: ReactNode;
  readonly keys?: string | undefined;
  readonly isDisabled?: boolean;
  /** A line above it. */
  readonly begins?: boolean;
  readonly run: () => void;
}

interface ItemsProps {
  readonly label: string;
  readonly actions: readonly MenuAction[];
}

/** `onClose`: where no trigger closes it. */
function Items({ label, actions, onClose }: ItemsProps & { readonly onClose?: () => void }) {
  return (
    <AriaMenu aria-label={label} autoFocus="first" {...(onClose === undefined ? {} : { onClose })}>
      {actions.map(({ id, title, icon, keys, isDisabled = false, begins = false, run }) => (
        <MenuItem
          key={id}
          id={id}
          textValue={title}
          className="menu-item"
          isDisabled={isDisabled}
          onAction={run}
          data-begins={begins || undefined}
        >
          {icon}
          <span className="ellipsis">{title}</span>
          {keys !== undefined && <Kbd keys={keys} />}
        </MenuItem>
      ))}
    </AriaMenu>
  );
}

/** A button that opens a menu. The child is one of our buttons. */
export function MenuButton({ children, ...items }: ItemsProps & { readonly children: ReactElement }) {
  return (
    <MenuTrigger>
      {children}
      <Popover className="menu" placement="bottom end" offset={4}>
        <Items {...items} />
      </Popover>
    </MenuTrigger>
  );
}

interface ContextMenuProps extends ItemsProps {
  /** What it belongs to; absent: closed. */
  readonly anchor: Element | undefined;
  /** Where it was asked for with the mouse, from the anchor's top left corner. */
  readonly at?: { readonly x: number; readonly y: number } | undefined;
  readonly onClose: () => void;
}

/** A menu for something that was clicked with the right button, or for which Shift+F10 was pressed. */
export function ContextMenu({ anchor, at, onClose, ...items }: ContextMenuProps) {
  const box = anchor?.getBoundingClientRect();
  return (
    <Popover
      className="menu"
      triggerRef={{ current: anchor ?? null }}
      isOpen={anchor !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      placement="bottom start"
      offset={at === undefined || box === undefined ? 2 : at.y - box.height}
      crossOffset={at?.x ?? 12}
    >
      <Items {...items} onClose={onClose} />
    </Popover>
  );
}
