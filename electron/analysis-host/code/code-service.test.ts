/** A small tree, the real ctags. */
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CodeLocation, SourceTree } from '../../../shared/contract/ipc.ts';
import { ProblemError } from '../../node/problem.ts';
import { CodeService } from './code-service.ts';

const FILES: Readonly<Record<string, string>> = {
  Makefile: '# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\nEXTRAVERSION = -rc1\n',
  'mm/slub.c':
    '#include <x.h>\n\nstatic noinline void __sched\nslab_cpu_down(struct x *s)\n{\n}\n\nvoid helper(void)\n{\n}\n',
  'fs/read_write.c':
    'SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)\n{\n\treturn 0;\n}\n' +
    'COMPAT_SYSCALL_DEFINE2(truncate, int, a, int, b)\n{\n\treturn 0;\n}\n',
  'drivers/net/foo-bar/main.c': 'static void helper(void)\n{\n}\nint probe(void)\n{\n}\n',
  'drivers/net/other/main.c': 'int probe(void)\n{\n}\n',
  'include/x.h': 'static inline void slab_cpu_down(struct x *s)\n{\n}\n',
  'arch/arm64/kernel/smp.c': 'void boot_cpu(void)\n{\n}\n',
  'arch/x86/kernel/smp.c': 'void boot_cpu(void)\n{\n}\n',
  'arch/x86/entry/entry_64.S':
    '#include <x.h>\nSYM_CODE_START(entry_SYSCALL_64)\n\tnop\nSYM_INNER_LABEL(entry_SYSCALL_64_after_hwframe, SYM_L_GLOBAL)\n',
  'arch/x86/mm/fault.c': 'DEFINE_IDTENTRY_RAW_ERRORCODE(exc_page_fault)\n{\n\tint x;\n}\n',
  'tools/testing/slub.c': 'void slab_cpu_down(void)\n{\n}\n',
};

let directory: string;
let tree: string;
let service: CodeService;
let told: (readonly SourceTree[])[];
beforeEach(async () => {
  directory = await fs.mkdtemp(path.join(os.tmpdir(), 'lockstep-test-'));
  tree = path.join(directory, 'linux');
  for (const [name, text] of Object.entries(FILES)) {
    await fs.mkdir(path.join(tree, path.dirname(name)), { recursive: true });
    await fs.writeFile(path.join(tree, name), text);
  }
  told = [];
  service = new CodeService({ onTrees: (trees) => told.push(trees) });
});
afterEach(() => fs.rm(directory, { recursive: true }));

const ready = (): Promise<void> => service.setTrees([tree], path.join(directory, 'cache'));
const locate = async (symbol: string, more: object = {}): Promise<CodeLocation> =>
  (await service.locate([{ symbol, ...more }]))[0]!;
const place = (location: CodeLocation): string =>
  location.state === 'found' ? `${location.file}:${location.line} ${location.precision}` : location.reason;

test('definitions are found by the names that traces print', async () => {
  await ready();
  expect(service.trees).toEqual([{ path: tree, version: '6.12.3-rc1', state: 'ready', progress: 1, functions: 13 }]);
  for (const name of [
    'slab_cpu_down',
    'slab_cpu_down.isra.0',
    'slab_cpu_down.part.0.cold',
    'slab_cpu_down.constprop.12',
  ]) {
    expect(place(await locate(name)), name).toBe('mm/slub.c:4 function');
  }
  for (const name of ['__x64_sys_read', '__arm64_sys_read', '__do_sys_read', '__se_sys_read', 'sys_read', 'SyS_read']) {
    expect(place(await locate(name)), name).toBe('fs/read_write.c:1 function');
  }
  expect(place(await locate('__ia32_compat_sys_truncate'))).toBe('fs/read_write.c:5 function');
  expect(place(await locate('boot_cpu'))).toBe('arch/x86/kernel/smp.c:1 function');
  expect(place(await locate('entry_SYSCALL_64_after_hwframe'))).toBe('arch/x86/entry/entry_64.S:4 function');
  expect(place(await locate('asm_exc_page_fault'))).toBe('arch/x86/mm/fault.c:1 function');
  expect(place(await locate('no_such_function'))).toBe('not-found');
  expect(place(await locate('bad\tname\n'))).toBe('not-found');
});

test('the module chooses among equal names; the others are alternatives', async () => {
  await ready();
  expect(place(await locate('helper'))).toBe('mm/slub.c:8 function');
  const ofModule = await locate('helper', { module: 'foo_bar' });
  expect(place(ofModule)).toBe('drivers/net/foo-bar/main.c:1 function');
  expect(ofModule.state === 'found' && ofModule.alternatives).toEqual([{ file: 'mm/slub.c', line: 8 }]);
});

test('a decoded frame is its line, wherever the kernel was built', async () => {
  await ready();
  for (const file of ['mm/slub.c', './mm/slub.c', '/build/linux-6.12/mm/slub.c', `${tree}/mm/slub.c`]) {
    expect(place(await locate('whatever', { file, line: 7 })), file).toBe('mm/slub.c:7 line');
  }
  expect(place(await locate('helper', { file: '/elsewhere/main.c', line: 7 }))).toBe('mm/slub.c:8 function');
  expect(place(await locate('nothing', { file: '../../etc/passwd', line: 1 }))).toBe('not-found');
});

test('the index is kept, and made anew when the tree has changed', async () => {
  await ready();
  const cache = path.join(directory, 'cache');
  const before = await fs.readdir(cache);
  expect(before).toHaveLength(2);

  const again = new CodeService({ onTrees: () => undefined, ctags: '/no/ctags/needed' });
  await again.setTrees([tree], cache);
  expect(again.trees[0]?.state).toBe('ready');

  await fs.writeFile(path.join(tree, 'mm', 'new.c'), 'void brand_new(void)\n{\n}\n');
  const third = new CodeService({ onTrees: () => undefined });
  await third.setTrees([tree], cache);
  expect(place((await third.locate([{ symbol: 'brand_new' }]))[0]!)).toBe('mm/new.c:1 function');
  const after = await fs.readdir(cache);
  expect(after).toHaveLength(2);
  expect(after).not.toEqual(before);
});

test('what is missing is said: no tree, no ctags, no such folder', async () => {
  expect(place(await locate('helper'))).toBe('no-tree');
  const without = new CodeService({ onTrees: () => undefined, ctags: 'no-such-ctags' });
  await without.setTrees([tree], path.join(directory, 'cache'));
  const [missing] = await without.locate([{ symbol: 'helper' }]);
  expect(missing).toMatchObject({ reason: 'no-indexer', hint: expect.stringContaining('universal-ctags') as string });
  await service.setTrees([path.join(directory, 'nowhere')], path.join(directory, 'cache'));
  expect(service.trees[0]).toMatchObject({ state: 'failed', problem: { code: 'ENOENT' } });
});

test('only files inside a configured tree are read', async () => {
  await ready();
  expect(await service.read(tree, 'mm/slub.c')).toEqual({ text: FILES['mm/slub.c'], language: 'c' });
  await fs.writeFile(path.join(directory, 'secret'), 'secret');
  await fs.symlink(path.join(directory, 'secret'), path.join(tree, 'mm', 'leak.c'));
  await fs.symlink(directory, path.join(tree, 'out'));
  await fs.symlink('slub.c', path.join(tree, 'mm', 'inside.c'));
  expect((await service.read(tree, 'mm/inside.c')).text).toBe(FILES['mm/slub.c']);
  for (const file of [
    '../secret',
    'mm/../../secret',
    'mm/leak.c',
    'out/secret',
    '/etc/passwd',
    'mm',
    'a\0b',
    'nope.c',
  ]) {
    await expect(service.read(tree, file), file).rejects.toThrow(ProblemError);
  }
  await expect(service.read(directory, 'secret')).rejects.toThrow(/not one of the source trees/);
  await expect(service.read('/', 'etc/passwd')).rejects.toThrow(ProblemError);
});
