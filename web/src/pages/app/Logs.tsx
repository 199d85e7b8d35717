// The live log: a service or all, search, pause, download.

import { Button, Select, Switch, TextInput } from '@mantine/core';
import { memo, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router-dom';
import { logsUrl } from '../../api/client';
import { useApp } from '../../live/hooks';
import { pieces, plain } from '../../parts/ansi';
import { Icon } from '../../parts/icons';
import { useWords } from '../../parts/Message';
import type { Said } from '../../parts/serverWords';

const mostLines = 2000;
interface Line { id: number; service: string; text: string }

/** Lines as they come, drawn at most once a frame; while `paused` they wait. */
function useLogLines(name: string, service: string, paused: boolean) {
  const [lines, setLines] = useState<Line[]>([]);
  const [ended, setEnded] = useState<{ error: Said | null } | null>(null);
  const [round, setRound] = useState(0);
  const waiting = useRef<Line[]>([]);
  const flush = useRef(() => {});
  useEffect(() => {
    let next = 0;
    let frame = 0;
    let ready = true;
    waiting.current = [];
    setLines([]);
    setEnded(null);
    const source = new EventSource(logsUrl(name, { follow: '1', tail: '500', ...(service === '' ? {} : { service }) }));
    flush.current = () => {
      frame = 0;
      const more = waiting.current;
      if (more.length === 0) return;
      waiting.current = [];
      setLines((before) => [...before, ...more].slice(-mostLines));
    };
    source.addEventListener('log', (message) => {
      const line = JSON.parse((message as MessageEvent<string>).data) as { service: string; line: string };
      waiting.current.push({ id: next++, service: line.service, text: line.line });
      if (waiting.current.length > mostLines) waiting.current.splice(0, waiting.current.length - mostLines);
      if (frame === 0) frame = requestAnimationFrame(() => flush.current());
    });
    source.addEventListener('end', (message) => {
      source.close();
      ready = false;
      setEnded(JSON.parse((message as MessageEvent<string>).data) as { error: Said | null });
    });
    // A stream that breaks is begun anew by hand: its browser would repeat the last lines below those shown.
    source.addEventListener('error', () => {
      source.close();
      if (ready) setTimeout(() => setRound((before) => before + 1), 2000);
      ready = false;
    });
    return () => { ready = false; source.close(); cancelAnimationFrame(frame); };
  }, [name, service, round]);
  const kept = useRef<Line[]>([]);
  if (!paused) kept.current = lines;
  return { lines: kept.current, behind: paused ? lines.length - kept.current.length : 0, ended, again: () => setRound(round + 1) };
}

const LogLine = memo(function LogLine({ line, named }: { line: Line; named: boolean }) {
  return (
    <div className="log-line">
      {named && <span className="log-service">{line.service}</span>}
      <span>{pieces(line.text).map((piece, at) => (piece.class ? <span key={at} className={piece.class}>{piece.text}</span> : piece.text))}</span>
    </div>
  );
});

export function Logs() {
  const { t } = useTranslation();
  const { name = '' } = useParams();
  const services = useApp(name)?.services.map((each) => each.service) ?? [];
  const words = useWords();
  const [service, setService] = useState('');
  const [search, setSearch] = useState('');
  const [paused, setPaused] = useState(false);
  const [wrap, setWrap] = useState(true);
  const { lines, ended, again } = useLogLines(name, service, paused);
  const wanted = useDeferredValue(search.toLowerCase());
  const shown = wanted === '' ? lines : lines.filter((line) => `${line.service} ${plain(line.text)}`.toLowerCase().includes(wanted));
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    if (box.current && atEnd.current && !paused) box.current.scrollTop = box.current.scrollHeight;
  });
  const all = services.length > 1 && service === '';
  return (
    <section className="panel" aria-label={t('app.logs')}>
      <div className="log-tools">
        {services.length > 1 && (
          <Select aria-label={t('logs.service')} value={service} data={[{ value: '', label: t('logs.all') }, ...services]} allowDeselect={false} onChange={(value) => setService(value ?? '')} />
        )}
        <TextInput type="search" aria-label={t('logs.search')} placeholder={t('logs.search')} value={search} leftSection={<Icon name="search" size={16} />} onChange={(event) => setSearch(event.currentTarget.value)} />
        <Button variant="default" leftSection={<Icon name={paused ? 'play' : 'pause'} size={16} />} onClick={() => setPaused(!paused)}>{paused ? t('logs.go_on') : t('logs.pause')}</Button>
        <Button variant="default" component="a" href={logsUrl(name, { tail: '10000', ...(service === '' ? {} : { service }) })} download={`${name}.log`} leftSection={<Icon name="download" size={16} />}>{t('logs.download')}</Button>
        <Switch label={t('logs.wrap')} checked={wrap} onChange={(event) => setWrap(event.currentTarget.checked)} />
      </div>
      <div ref={box} className={wrap ? 'log wrap' : 'log'} tabIndex={0} role="log" aria-live="off" aria-label={t('logs.lines')}
        onScroll={(event) => { const at = event.currentTarget; atEnd.current = at.scrollTop + at.clientHeight >= at.scrollHeight - 24; }}>
        {shown.map((line) => <LogLine key={line.id} line={line} named={all} />)}
        {shown.length === 0 && <div className="log-line dim">{wanted === '' ? t('logs.none') : t('logs.no_match')}</div>}
      </div>
      {ended && <div className="log-end"><span className="dim">{ended.error ? words(ended.error).text : t('logs.ended')}</span><Button size="compact-sm" variant="default" onClick={again}>{t('logs.again')}</Button></div>}
    </section>
  );
}
