// Ports by their place, `web:80`: a service and a port of its container, as the app's files have them.

import type { InstallPlan } from '../api/client';

export type Taken = InstallPlan['ports_taken'][number];

/** `web:80` and `web:8080:80` are port 80 of web. */
export function placeWords(place: string): { service: string; port: string } {
  const parts = place.split(':');
  return { service: parts[0] ?? '', port: parts.at(-1) ?? '' };
}

const holderOf = ({ holder }: Taken) => `${holder.app} ${holder.container} ${holder.process} ${holder.pid}`;

/** Ports of one range that the same holder has are told once. */
export const toldOnce = (list: Taken[]) =>
  list.filter((each, at) => each.place === null || list.findIndex((other) => other.app === each.app && other.place === each.place && holderOf(other) === holderOf(each)) === at);
