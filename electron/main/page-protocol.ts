/**
 * `lockstep-app://workbench/…`: the page, its chunks and its workers, from one directory and nowhere else. A custom
 * scheme instead of file://, so that the page has an origin, workers start, and no path outside the directory can be read.
 */
import { protocol } from 'electron';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';

const PAGE_SCHEME = 'lockstep-app';
export const PAGE_ORIGIN = `${PAGE_SCHEME}://workbench`;
export const PAGE_URL = `${PAGE_ORIGIN}/index.html`;

/**
 * Styles may be inline because Monaco, xterm and dockview write <style> elements; scripts may not. Nothing is fetched
 * from any network.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * The file a page URL means.
 * @returns absolute path inside `directory`, or undefined for any other host, for a path that leaves it, or no URL at all
 */
export function fileOfPageUrl(url: string, directory: string): string | undefined {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  if (parsed.protocol !== `${PAGE_SCHEME}:` || parsed.host !== 'workbench') return undefined;
  let name: string;
  try {
    name = decodeURIComponent(parsed.pathname);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
  if (name.includes('\0')) return undefined;
  const file = path.resolve(directory, `.${path.posix.normalize(name === '/' ? '/index.html' : name)}`);
  return file.startsWith(directory + path.sep) ? file : undefined;
}

/** Serve `directory`. Anything that isn't a file in it is a 404. */
export function servePage(directory: string): void {
  protocol.handle(PAGE_SCHEME, async (request) => {
    const file = fileOfPageUrl(request.url, directory);
    const type = file === undefined ? undefined : TYPES[path.extname(file)];
    if (file === undefined || type === undefined) return new Response('not found', { status: 404 });
    const bytes = await fs.readFile(file).catch(() => undefined);
    if (bytes === undefined) return new Response('not found', { status: 404 });
    return new Response(new Uint8Array(bytes), {
      headers: {
        'content-type': type,
        'content-security-policy': CONTENT_SECURITY_POLICY,
        'x-content-type-options': 'nosniff',
        'cross-origin-opener-policy': 'same-origin',
      },
    });
  });
}
