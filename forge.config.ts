/** Packages for users: what scripts/build.mjs made, on the official Electron of package.json. */
import type { ForgeConfig } from '@electron-forge/shared-types';
import * as fs from 'node:fs';
import * as path from 'node:path';

const keep = [/^\/package\.json$/, /^\/LICENSE$/, /^\/dist($|\/)/, /^\/resources($|\/)/];

/** Packages with native code, and what they need: the only ones that vite.config.ts doesn't bundle into dist/. */
const nativePackages = withDependencies(['serialport', '@lydell/node-pty']);

function withDependencies(names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const file = path.join(import.meta.dirname, 'node_modules', name, 'package.json');
    // Optional ones are for other systems.
    if (found.has(name) || !fs.existsSync(file)) return;
    found.add(name);
    const { dependencies, optionalDependencies } = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<
      'dependencies' | 'optionalDependencies',
      Record<string, string> | undefined
    >;
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) visit(next);
  };
  names.forEach(visit);
  return found;
}

/** node_modules itself, a scope of it, or something in one of the native packages. */
function isNative(file: string): boolean {
  const [, top, first = '', second = ''] = file.split('/');
  if (top !== 'node_modules') return false;
  if (first === '') return true;
  if (!first.startsWith('@')) return nativePackages.has(first);
  const inScope = (name: string): boolean =>
    second === '' ? name.startsWith(`${first}/`) : name === `${first}/${second}`;
  return [...nativePackages].some(inScope);
}

const config: ForgeConfig = {
  packagerConfig: {
    name: 'Lockstep',
    executableName: 'lockstep-workbench',
    appBundleId: 'dev.lockstep.workbench',
    // Native code is loaded from real files.
    asar: { unpack: '**/*.node' },
    icon: 'resources/icons/lockstep',
    // Everything else the app needs is bundled into dist/, so the rest of node_modules stays out.
    ignore: (file: string) => file !== '' && !isNative(file) && !keep.some((pattern) => pattern.test(file)),
  },
  makers: [
    { name: '@electron-forge/maker-zip', config: {} },
    {
      name: '@electron-forge/maker-deb',
      config: { options: { section: 'devel', categories: ['Development'], bin: 'lockstep-workbench' } },
    },
    {
      name: '@electron-forge/maker-rpm',
      config: { options: { categories: ['Development'], bin: 'lockstep-workbench' } },
    },
  ],
};

export default config;
