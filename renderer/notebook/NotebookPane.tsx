/** A notebook being edited and read. */
export interface NotebookPaneProps {
  /** File name inside the notebook folder; undefined shows how to start one. */
  readonly file: string | undefined;
  /** For a side panel of about 420 px. */
  readonly compact?: boolean;
}

export function NotebookPane({ file, compact = false }: NotebookPaneProps): React.JSX.Element {
  return <section className={compact ? 'notebook compact' : 'notebook'}>{file}</section>;
}
