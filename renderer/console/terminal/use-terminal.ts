/** An xterm over a console: bytes in, keys out, colours of the theme. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import { useEffect, useRef, type RefObject } from 'react';
import type { Console } from '../../../shared/contract/ipc.ts';
import { call, problemOf } from '../../app/bridge.ts';
import { showProblem, useWorkbench } from '../../app/store.ts';
import { bytes as bytesInWords } from '../../ui/words.ts';
import { makeHarmless } from './harmless.ts';
import { BACKLOG, TerminalFeed } from './terminal-feed.ts';

/** Lines kept for scrolling back; the log has all of them. */
const SCROLLBACK = 5000;

const tell = (error: unknown): void => showProblem(problemOf(error));

/** The sixteen colours that programs ask for, legible on either ground. */
const DARK = ['#5c6773', '#ff8f87', '#7bd68f', '#f2c66b', '#7db8ff', '#d3a6ff', '#6fd3d3', '#dfe4ea'];
const LIGHT = ['#1b2129', '#a31710', '#14713a', '#734a00', '#0b5cad', '#6436b5', '#0b6a6f', '#566170'];

function themeNow(): ITheme {
  const root = document.documentElement;
  const style = getComputedStyle(root);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const [black, red, green, yellow, blue, magenta, cyan, white] = root.dataset.theme === 'light' ? LIGHT : DARK;
  const sixteen = { black, red, green, yellow, blue, magenta, cyan, white } as ITheme;
  const bright = Object.fromEntries(
    Object.entries(sixteen).map(([name, colour]) => [
      `bright${name[0]!.toUpperCase()}${name.slice(1)}`,
      colour as string,
    ]),
  );
  return {
    ...sixteen,
    ...bright,
    background: token('--code-bg'),
    foreground: token('--fg'),
    cursor: token('--fg'),
    cursorAccent: token('--code-bg'),
    selectionBackground: token('--bg-selected'),
  };
}

/**
 * Pasted text for a program that asked to be told what is pasted (a shell, an editor), so that it runs or indents nothing
 * of it by itself. The text cannot end that early.
 */
const bracketed = (text: string): string => `\u001b[200~${text.replaceAll('\u001b', '\u241b')}\u001b[201~`;

interface TerminalKeys {
  readonly onKeys: (keys: string) => void;
  readonly onPaste: (text: string) => void;
}

/** Put a terminal into an element for as long as that is shown. */
export function useTerminal(console: Console, keys: TerminalKeys): RefObject<HTMLDivElement | null> {
  const { id, bytes } = console;
  const element = useRef<HTMLDivElement>(null);
  const feed = useRef<TerminalFeed>(undefined);
  const latest = useRef({ keys, console });
  useEffect(() => {
    latest.current = { keys, console };
  });
  useEffect(() => feed.current?.grew(bytes), [bytes]);

  useEffect(() => {
    const box = element.current;
    if (box === null) return undefined;
    const terminal = new Terminal({
      scrollback: SCROLLBACK,
      fontFamily: getComputedStyle(box).fontFamily,
      fontSize: 12,
      lineHeight: 1.25,
      convertEol: false,
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
      linkHandler: { activate: () => undefined },
      theme: themeNow(),
    });
    makeHarmless(terminal.parser);
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(box);
    fit.fit();
    terminal.focus();

    // Answers to what the console asked before this terminal was there would be typed into it now.
    let answers = false;
    const ownKeys = terminal.onData((data) => {
      if (answers || !data.startsWith('\u001b[') || !data.endsWith('R')) latest.current.keys.onKeys(data);
    });
    terminal.attachCustomKeyEventHandler((event) => {
      // Left to the browser, which pastes.
      if (event.ctrlKey && event.shiftKey && event.code === 'KeyV') return false;
      if (!event.ctrlKey || !event.shiftKey || event.code !== 'KeyC' || !terminal.hasSelection()) return true;
      event.preventDefault();
      if (event.type === 'keydown') navigator.clipboard.writeText(terminal.getSelection()).catch(tell);
      return false;
    });
    const onPaste = (event: ClipboardEvent) => {
      event.preventDefault();
      event.stopPropagation();
      const text = event.clipboardData?.getData('text/plain') ?? '';
      latest.current.keys.onPaste(terminal.modes.bracketedPasteMode ? bracketed(text) : text);
    };
    box.addEventListener('paste', onPaste, { capture: true });

    const resized = terminal.onResize(({ cols, rows }) => {
      const { abilities } = latest.current.console;
      if (abilities?.includes('resize') === true) call('console.resize', { id, columns: cols, rows }).catch(tell);
    });
    const sizes = new ResizeObserver(() => fit.fit());
    sizes.observe(box);
    const themes = new MutationObserver(() => {
      terminal.options.theme = themeNow();
    });
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });

    const reader = new TerminalFeed(latest.current.console.bytes, {
      fetch: async (from, count) => (await call('console.bytes', { id, from, count })).bytes,
      write: (data, isLive) =>
        new Promise((resolve) => {
          answers = isLive;
          terminal.write(data, resolve);
        }),
      onSkipped: (skipped) =>
        terminal.write(`\r\n\u001b[0m— ${bytesInWords(skipped)} left out here; the log has them —\r\n`),
      onProblem: tell,
    });
    const begin = (): void => {
      feed.current = reader;
      reader.grew(latest.current.console.bytes);
    };
    // A part begins with what stood on the screen at the end of the one before.
    const { continues } = latest.current.console;
    const before = useWorkbench.getState().consoles.find((one) => one.id === continues);
    if (before === undefined || latest.current.console.bytes > BACKLOG) begin();
    else {
      const from = Math.max(0, before.bytes - BACKLOG);
      call('console.bytes', { id: before.id, from, count: BACKLOG })
        .then(({ bytes: earlier }) => {
          if (!isClosed) terminal.write(earlier);
        }, tell)
        .finally(() => {
          if (!isClosed) begin();
        });
    }
    let isClosed = false;
    return () => {
      isClosed = true;
      feed.current = undefined;
      reader.close();
      sizes.disconnect();
      themes.disconnect();
      box.removeEventListener('paste', onPaste, { capture: true });
      ownKeys.dispose();
      resized.dispose();
      terminal.dispose();
    };
  }, [id]);
  return element;
}
