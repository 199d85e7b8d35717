// Who one is here, and what one may do: what one may not is not shown.

import { useQuery } from '@tanstack/react-query';
import { accessApi, type Scope } from '../api/access';
import { keys } from './keys';
import { live } from './live';
import { loginNeed } from './loginNeed';

export const askMe = { queryKey: keys.me, queryFn: accessApi.me, retry: false } as const;
export const useMe = () => useQuery(askMe).data;

export function useMay(): Record<Scope, boolean> {
  const may = useMe()?.may ?? [];
  return { read: may.includes('read'), operate: may.includes('operate'), install: may.includes('install'), admin: may.includes('admin') };
}

/** Somebody else from here on: nothing that was read before is shown to them. */
export function startAgain() {
  live.client.clear();
  loginNeed.tell('none');
  live.connectAgain();
}
