// @ts-check
/** A screen for tests: the one there is, or an Xvfb of our own that ends with us. */
import { spawn } from 'node:child_process';

/**
 * @param {{ own?: boolean }} [options] `own`: start an Xvfb even when there is a display, so that tests neither see nor disturb the desktop
 * @returns {Promise<{ env: Record<string, string>, stop: () => void }>}
 */
export async function virtualScreen({ own = true } = {}) {
  if (process.platform !== 'linux' || (!own && (process.env.DISPLAY || process.env.WAYLAND_DISPLAY))) {
    return { env: {}, stop: () => {} };
  }
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise((resolve, reject) => {
    let text = '';
    const pipe = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
    pipe.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes('\n')) resolve(text.trim());
    });
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it was ready`)));
  });
  return { env: { DISPLAY: `:${number}`, XDG_SESSION_TYPE: 'x11' }, stop: () => void server.kill() };
}
