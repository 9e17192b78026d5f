/** For `npm run bench`: tells when the first screen with its data was drawn. */
import type { BrowserWindow } from 'electron';

/** The moment of the page's mark `lockstep-ready`, in milliseconds since 1970; waits for it. */
const READY_AT = `new Promise((resolve) => {
  const look = () => {
    const [mark] = performance.getEntriesByName('lockstep-ready');
    if (mark) resolve(performance.timeOrigin + mark.startTime);
    else requestAnimationFrame(look);
  };
  look();
})`;

/** With LOCKSTEP_TRACE_START=1, write one line `lockstep: usable at <milliseconds since 1970>` to stderr. */
export function traceStart(window: BrowserWindow): void {
  if (process.env['LOCKSTEP_TRACE_START'] !== '1') return;
  window.webContents.once('did-finish-load', () => {
    void window.webContents.executeJavaScript(READY_AT).then((moment: unknown) => {
      process.stderr.write(`lockstep: usable at ${String(moment)}\n`);
    });
  });
}
