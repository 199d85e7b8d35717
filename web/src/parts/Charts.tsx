// Processor and memory of an app over the last two minutes, from the live figures of all its services.

import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { statsUrl, type ServiceStats } from '../api/client';
import { bytes } from './format';

const kept = 120;
export interface Point { cpu: number; memory: number }

export const sumOf = (services: ServiceStats[]): Point => ({
  cpu: services.reduce((sum, each) => sum + (each.cpu_percent ?? 0), 0),
  memory: services.reduce((sum, each) => sum + each.memory_bytes, 0),
});

/** Followed while the tab is seen: nobody looks at a hidden one. */
export function useStats(app: string) {
  const [points, setPoints] = useState<Point[]>([]);
  const [services, setServices] = useState<ServiceStats[]>([]);
  useEffect(() => {
    let source: EventSource | null = null;
    const follow = () => {
      source?.close();
      source = null;
      if (document.hidden) return;
      source = new EventSource(statsUrl(app));
      source.addEventListener('stats', (message) => {
        const told = (JSON.parse((message as MessageEvent<string>).data) as { services: ServiceStats[] }).services;
        setServices(told);
        if (told.length > 0) setPoints((before) => [...before, sumOf(told)].slice(-kept));
      });
    };
    setPoints([]);
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => { source?.close(); document.removeEventListener('visibilitychange', follow); };
  }, [app]);
  return { points, services };
}

const width = 240;
const height = 56;

/** The newest value is at the right end. */
export function lineOf(values: number[], top: number): string {
  return values.map((value, at) => `${(width - ((values.length - 1 - at) * width) / (kept - 1)).toFixed(1)},${(height - (Math.min(value, top) / top) * (height - 4) - 2).toFixed(1)}`).join(' ');
}

function Chart({ name, words, values, least }: { name: string; words: string; values: number[]; least: number }) {
  const top = Math.max(least, ...values) * 1.1;
  const line = lineOf(values, top);
  return (
    <figure className="chart">
      <figcaption><span className="dim">{name}</span><strong>{words}</strong></figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {values.length > 1 && <polygon points={`${line.split(' ')[0]!.split(',')[0]},${height} ${line} ${width},${height}`} />}
        {values.length > 1 && <polyline points={line} />}
      </svg>
    </figure>
  );
}

export function Charts({ points }: { points: Point[] }) {
  const { t, i18n } = useTranslation();
  const last = points.at(-1);
  return (
    <div className="charts">
      <Chart name={t('overview.cpu')} words={last ? `${last.cpu.toLocaleString(i18n.language, { maximumFractionDigits: 1 })} %` : '…'} values={points.map((each) => each.cpu)} least={5} />
      <Chart name={t('overview.memory')} words={last ? bytes(last.memory, i18n.language) : '…'} values={points.map((each) => each.memory)} least={16e6} />
    </div>
  );
}
