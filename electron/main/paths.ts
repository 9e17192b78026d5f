/** Where the built parts lie, seen from `dist/main/main.js` (also inside a package). */
import * as path from 'node:path';

const dist = path.resolve(import.meta.dirname, '..');

export const rendererDirectory = path.join(dist, 'renderer');
export const preloadFile = path.join(dist, 'preload', 'preload.cjs');
export const consoleHostFile = path.join(dist, 'console-host', 'console-host.js');
export const analysisHostFile = path.join(dist, 'analysis-host', 'analysis-host.js');
/** `resources/` of the checkout or of the package. */
export const resourcesDirectory = path.resolve(dist, '..', 'resources');
/** `scripts/` of the checkout; absent in a package. */
export const scriptsDirectory = path.resolve(dist, '..', 'scripts');
