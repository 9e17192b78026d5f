import { Children, Fragment, type ReactElement } from 'react';
import { Group, Panel, Separator, useDefaultLayout, type PanelProps } from 'react-resizable-panels';
import './Split.css';

type SplitPaneProps = Pick<
  PanelProps,
  'children' | 'defaultSize' | 'minSize' | 'maxSize' | 'collapsible' | 'panelRef' | 'groupResizeBehavior' | 'className'
> & { readonly id: string };

/** One pane of a Split. Sizes: numbers are pixels, strings percent or CSS lengths. */
export function SplitPane({ className = '', ...rest }: SplitPaneProps) {
  return <Panel {...rest} className={`split-pane ${className}`} />;
}

interface SplitProps {
  /** Names the stored sizes; unique in the workbench. */
  readonly id: string;
  readonly direction: 'horizontal' | 'vertical';
  readonly children: (ReactElement<SplitPaneProps> | false)[];
}

/** Panes beside or below each other, with edges to drag (or to move with the arrow keys). Sizes are remembered. */
export function Split({ id, direction, children }: SplitProps) {
  const panes = Children.toArray(children) as ReactElement<SplitPaneProps>[];
  const layout = useDefaultLayout({
    id: `split.${id}`,
    storage: localStorage,
    panelIds: panes.map((pane) => pane.props.id),
  });
  return (
    <Group id={id} orientation={direction} {...layout}>
      {panes.map((pane, index) => (
        <Fragment key={pane.props.id}>
          {index > 0 && (
            <Separator className="split-separator" aria-label={`Resize ${pane.props.id.replaceAll('-', ' ')}`} />
          )}
          {pane}
        </Fragment>
      ))}
    </Group>
  );
}
