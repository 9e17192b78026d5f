/** Packages for users: what scripts/build.mjs made, on the official Electron of package.json. */
import type { ForgeConfig } from '@electron-forge/shared-types';

const keep = [/^\/package\.json$/, /^\/LICENSE$/, /^\/dist($|\/)/, /^\/resources($|\/)/];

const config: ForgeConfig = {
  packagerConfig: {
    name: 'Lockstep',
    executableName: 'lockstep-workbench',
    appBundleId: 'dev.lockstep.workbench',
    asar: true,
    icon: 'resources/icons/lockstep',
    // Everything the app needs is bundled into dist/, so node_modules stays out.
    ignore: (file: string) => file !== '' && !keep.some((pattern) => pattern.test(file)),
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
