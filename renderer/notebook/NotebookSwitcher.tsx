import { ChevronDown } from 'lucide-react';
import { useEffect } from 'react';
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { go } from '../app/navigation.ts';
import { moment } from '../ui/words.ts';
import { setCurrentNotebook } from './current-notebook.ts';
import { followNotebooks, useNotebooks } from './notebook-list.ts';

interface NotebookSwitcherProps {
  readonly file: string;
  readonly title: string;
}

/** The notebook's title, and behind it the other notebooks. */
export function NotebookSwitcher({ file, title }: NotebookSwitcherProps): React.JSX.Element {
  const notebooks = useNotebooks((state) => state.notebooks) ?? [];
  useEffect(followNotebooks, []);
  return (
    <MenuTrigger>
      <AriaButton className="notebook-switcher" aria-label={`Notebook: ${title}. Choose another`}>
        <span className="ellipsis">{title}</span>
        <ChevronDown aria-hidden />
      </AriaButton>
      <Popover className="notebook-menu" placement="bottom start" offset={4}>
        <Menu aria-label="Notebooks">
          <MenuItem className="notebook-menu-item" onAction={() => go({ at: 'notebook', file })}>
            Open in the whole view
          </MenuItem>
          <MenuItem className="notebook-menu-item" onAction={() => setCurrentNotebook(undefined)}>
            New notebook …
          </MenuItem>
          {notebooks
            .filter((notebook) => notebook.file !== file)
            .map((notebook, index) => (
              <MenuItem
                key={notebook.file}
                id={notebook.file}
                textValue={notebook.title}
                className={`notebook-menu-item${index === 0 ? ' first' : ''}`}
                onAction={() => setCurrentNotebook(notebook.file)}
              >
                <span className="ellipsis">{notebook.title}</span>
                <span className="notebook-row-date numbers">{moment(notebook.modifiedAt)}</span>
              </MenuItem>
            ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
