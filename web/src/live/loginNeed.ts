// Whether the server wants to know who one is, before it says anything more.

import { useSyncExternalStore } from 'react';

export type LoginNeed = 'none' | 'login' | 'setup';

let need: LoginNeed = 'none';
const listeners = new Set<() => void>();
const subscribe = (call: () => void) => { listeners.add(call); return () => { listeners.delete(call); }; };

export const loginNeed = {
  now: () => need,
  tell: (next: LoginNeed) => {
    if (need === next) return;
    need = next;
    for (const call of listeners) call();
  },
  /** Takes the key of a refusal. */
  refused: (key: string) => {
    if (key === 'setup_needed') loginNeed.tell('setup');
    else if (key === 'login_needed') loginNeed.tell('login');
  },
};

export const useLoginNeed = () => useSyncExternalStore(subscribe, loginNeed.now);

/** Where to go after the login: a page of this server, whatever the address says. */
export const pageAfter = (next: string | null) => (next !== null && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') && !next.startsWith('/setup') ? next : '/');
