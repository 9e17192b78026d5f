import type { InlineConfig } from 'vite';
declare const _default: {
  targets: {
    page: InlineConfig;
    node: InlineConfig;
    preload: InlineConfig;
  };
};
export default _default;
