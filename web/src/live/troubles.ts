// Failures that stay visible until their owner closes them: refused actions of this page, and failed jobs.

import { useSyncExternalStore } from 'react';
import type { Problem } from '../api/client';

const closedKey = 'furtka.closed';
const readClosed = (): string[] => {
  try { return JSON.parse(localStorage.getItem(closedKey) ?? '[]') as string[]; } catch { return []; }
};

interface State { refused: Record<string, Problem>; closed: string[] }
let state: State = { refused: {}, closed: readClosed() };
const listeners = new Set<() => void>();
const set = (next: Partial<State>) => { state = { ...state, ...next }; for (const call of listeners) call(); };

export const troubles = {
  refuse: (app: string, problem: Problem) => set({ refused: { ...state.refused, [app]: problem } }),
  forget: (app: string) => {
    if (!(app in state.refused)) return;
    const { [app]: _, ...refused } = state.refused;
    set({ refused });
  },
  /** A job's end, by `jobKey`; remembered by this browser. */
  close: (job: string) => {
    const closed = [...state.closed, job].slice(-400);
    try { localStorage.setItem(closedKey, JSON.stringify(closed)); } catch { /* private mode: until the page is closed */ }
    set({ closed });
  },
};

export const useTroubles = () => useSyncExternalStore((call) => { listeners.add(call); return () => { listeners.delete(call); }; }, () => state);
