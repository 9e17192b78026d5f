import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import './DropTarget.css';
import { isLink } from '../../shared/notebook/place-link.ts';
import { followLink } from './follow-link.ts';
import { openPaths, openText } from './open.ts';
import { isMultiLine, isTextField } from './paste.ts';
import { showProblem } from './store.ts';

const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** The paths of dropped or pasted files. Something without a path (an image from a browser) has none. */
function pathsOf(files: FileList): string[] {
  return [...files].map((file) => window.lockstep.pathForFile(file)).filter((path) => path !== '');
}

function openDropped(files: FileList): void {
  const paths = pathsOf(files);
  if (paths.length > 0) void openPaths(paths);
  if (paths.length < files.length) {
    showProblem({
      code: 'no-path',
      message: 'Some of what was dropped is not a file on this machine.',
      hint: 'Save it first, then open the file.',
    });
  }
}

/** Files dropped anywhere on the window are opened, and so is a log pasted outside a text field. */
export function DropTarget() {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const on = <K extends keyof WindowEventMap>(name: K, listener: (event: WindowEventMap[K]) => void) =>
      window.addEventListener(name, listener, { signal: stop.signal });
    on('dragover', (event) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
      setIsOver(true);
    });
    on('dragleave', (event) => {
      if (event.relatedTarget === null) setIsOver(false);
    });
    on('drop', (event) => {
      setIsOver(false);
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      openDropped(event.dataTransfer.files);
    });
    on('paste', (event) => {
      if (isTextField(event.target) || event.clipboardData === null) return;
      const text = event.clipboardData.getData('text/plain');
      if (event.clipboardData.files.length > 0) openDropped(event.clipboardData.files);
      else if (isMultiLine(text)) openText(text);
      else if (isLink(text)) followLink(text);
      else return;
      event.preventDefault();
    });
    return () => stop.abort();
  }, []);
  if (!isOver) return null;
  return (
    <div className="drop-target">
      <div className="drop-target-words">
        <FileDown aria-hidden />
        Drop to open
      </div>
    </div>
  );
}
