// A terminal into a running service.

import { Button, Select, useComputedColorScheme } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { FitAddon } from '@xterm/addon-fit';
import { Terminal as Screen, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { useApp } from '../../live/hooks';
import { Message, Trouble } from '../../parts/Message';
import { TerminalLine, terminalPath, type TerminalEnd } from '../../parts/terminal';

const themes: Record<'light' | 'dark', ITheme> = {
  dark: { background: '#12161a', foreground: '#dfe5ea', cursor: '#8fd3bd', cursorAccent: '#12161a', selectionBackground: '#3d5a52' },
  light: {
    background: '#fbfcfb', foreground: '#1d2125', cursor: '#1f6f5c', cursorAccent: '#fbfcfb', selectionBackground: '#bfe0d5',
    black: '#1d2125', red: '#b42318', green: '#1a6b3c', yellow: '#7a5b00', blue: '#1f4fb8', magenta: '#8a2a9a', cyan: '#0f6674', white: '#545b64',
    brightBlack: '#545b64', brightRed: '#c4320a', brightGreen: '#1f7a45', brightYellow: '#8a6800', brightBlue: '#2b60d0', brightMagenta: '#9b35ad', brightCyan: '#11717f', brightWhite: '#1d2125',
  },
};

/** Keys that a phone's keyboard lacks. */
const extraKeys: [string, string][] = [['Esc', '\x1b'], ['Tab', '\t'], ['Ctrl-C', '\x03'], ['Ctrl-D', '\x04'], ['↑', '\x1b[A'], ['↓', '\x1b[B']];

type State = 'connecting' | 'open' | TerminalEnd;

// Tab belongs to the shell, so the keyboard would be caught here: Esc, then Tab goes on to the next control. Copy and paste
// are the browser's own, with its shortcut; Ctrl-C without a selection is the shell's.
function leaveKeysToTheBrowser(screen: Screen) {
  let escaped = false;
  screen.attachCustomKeyEventHandler((event) => {
    if (event.type !== 'keydown') return true;
    const leaves = escaped && event.key === 'Tab';
    if (event.key !== 'Shift') escaped = event.key === 'Escape';
    if (leaves) return false;
    const key = event.key.toLowerCase();
    const shortcut = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (shortcut && key === 'c' && (event.shiftKey || screen.hasSelection())) {
      if (event.shiftKey) event.preventDefault(); // the browser's developer tools
      if (event.shiftKey && screen.hasSelection()) document.execCommand('copy');
      return false;
    }
    return !(shortcut && key === 'v');
  });
}

function useTerminal(name: string, service: string, round: number) {
  const box = useRef<HTMLDivElement>(null);
  const line = useRef<TerminalLine | null>(null);
  const screen = useRef<Screen | null>(null);
  const [state, setState] = useState<State>('connecting');
  const scheme = useComputedColorScheme('light');
  const still = useReducedMotion();
  const { t } = useTranslation();
  const label = t('terminal.input');
  const look = useRef({ theme: themes[scheme], cursorBlink: !still });
  look.current = { theme: themes[scheme], cursorBlink: !still };
  useEffect(() => { if (screen.current) Object.assign(screen.current.options, look.current); }, [scheme, still]);
  useEffect(() => { screen.current?.textarea?.setAttribute('aria-label', label); }, [label, state]);

  useEffect(() => {
    if (!box.current || service === '') return;
    const terminal = new Screen({
      ...look.current, scrollback: 5000, minimumContrastRatio: 4.5, fontSize: window.innerWidth < 500 ? 12 : 14,
      fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(box.current);
    fit.fit();
    leaveKeysToTheBrowser(terminal);
    screen.current = terminal;
    setState('connecting');
    const opened = new TerminalLine(terminalPath(name, { service, cols: String(terminal.cols), rows: String(terminal.rows) }), {
      started: () => { setState('open'); opened.resize(terminal.cols, terminal.rows); terminal.focus(); },
      output: (bytes, done) => terminal.write(bytes, done),
      ended: (end) => { terminal.options.disableStdin = true; terminal.options.cursorBlink = false; setState(end); },
    });
    line.current = opened;
    terminal.onData((text) => opened.type(text));
    terminal.onBinary((text) => opened.typeBytes(text));
    terminal.onResize(({ cols, rows }) => opened.resize(cols, rows));
    const watch = new ResizeObserver(() => fit.fit());
    watch.observe(box.current);
    return () => {
      watch.disconnect();
      opened.close();
      terminal.dispose();
      screen.current = null;
      line.current = null;
    };
  }, [name, service, round]);
  return { box, state, type: (text: string) => { line.current?.type(text); screen.current?.focus(); } };
}

function Ended({ end, onAgain }: { end: TerminalEnd; onAgain: () => void }) {
  const { t } = useTranslation();
  const again = <Button onClick={onAgain}>{t('terminal.again')}</Button>;
  if ('problem' in end) return <Trouble problem={end.problem} actions={again} />;
  const code = end.reason === 'process' && end.code !== null && end.code !== 0;
  const text = code ? t('terminal.ended_code', { code: end.code }) : t(`terminal.ended.${end.reason}`);
  return <Message kind={end.reason === 'process' ? 'note' : 'warning'} title={text} actions={again} />;
}

export function Terminal() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const services = useApp(name)?.services ?? [];
  const running = services.filter((each) => each.running > 0).map((each) => each.service);
  const [chosen, setChosen] = useState('');
  const [round, setRound] = useState(0);
  // Kept while its service restarts: what was on the screen can still be read.
  const first = useRef('');
  if (first.current === '') first.current = running[0] ?? '';
  const service = chosen || first.current;
  const { box, state, type } = useTerminal(name, service, round);
  const open = state === 'open';
  return (
    <section className="panel" aria-label={t('app.terminal')}>
      {service === '' && <Message kind="note" title={t('terminal.none')}><p>{t('terminal.none_hint')}</p></Message>}
      {services.length > 1 && service !== '' && (
        <div className="log-tools">
          <Select aria-label={t('logs.service')} value={service} allowDeselect={false} onChange={(value) => setChosen(value ?? '')}
            data={services.map((each) => ({ value: each.service, label: each.service, disabled: each.running === 0 }))} />
        </div>
      )}
      <div hidden={service === ''}>
        <p className="dim terminal-hint" id="terminal-keys">{t('terminal.keys')}</p>
        <div className="terminal" role="group" aria-label={t('terminal.screen', { service })} aria-describedby="terminal-keys" data-terminal={typeof state === 'string' ? state : 'ended'}><div ref={box} className="terminal-box" /></div>
        <div className="terminal-keys" role="group" aria-label={t('terminal.extra')}>
          {extraKeys.map(([word, bytes]) => <Button key={word} size="compact-sm" variant="default" disabled={!open} onClick={() => type(bytes)}>{word}</Button>)}
        </div>
        <p className="dim" role="status">{state === 'connecting' ? t('terminal.connecting') : open && t('terminal.open', { service })}</p>
        {typeof state !== 'string' && <Ended end={state} onAgain={() => setRound(round + 1)} />}
      </div>
    </section>
  );
}
