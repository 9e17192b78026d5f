/** The notebooks of the folder, for the sidebar. */
export function NotebookList(): React.JSX.Element {
  return <nav className="notebook-list" />;
}
