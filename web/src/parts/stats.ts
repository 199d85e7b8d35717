// What an app takes of the processor and the memory, from the live figures of all its services, over the last two minutes.

import { useEffect, useState } from 'react';
import { statsUrl, type ServiceStats } from '../api/client';

/** Of the charts, in milliseconds. */
export const span = 120_000;
export interface Point { at: number; cpu: number; memory: number }

export const sumOf = (services: ServiceStats[], at: number): Point => ({
  at,
  cpu: services.reduce((sum, each) => sum + (each.cpu_percent ?? 0), 0),
  memory: services.reduce((sum, each) => sum + each.memory_bytes, 0),
});

/** With `next` at its end, and without what is older than the charts reach. */
export const withPoint = (points: Point[], next: Point): Point[] => [...points.filter((each) => each.at > next.at - span), next];

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
        if (told.length > 0) setPoints((before) => withPoint(before, sumOf(told, Date.now())));
      });
    };
    setPoints([]);
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => { source?.close(); document.removeEventListener('visibilitychange', follow); };
  }, [app]);
  return { points, services };
}
