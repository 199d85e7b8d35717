// An app of one's own on its way: what is typed, and what is asked of the server.

import type { OwnApp, OwnPreview, OwnRequest } from '../api/own';

export const ownKinds = ['compose', 'url', 'run'] as const;
export type OwnKind = (typeof ownKinds)[number];
/** What is typed for each kind stays when another one is looked at. */
export type OwnTyped = Record<OwnKind, string>;

export const emptyOwn = (): OwnTyped => ({ compose: '', url: '', run: '' });
export const largestIcon = 16 * 1024;
export const largestText = 512 * 1024;

export const lookRequest = (kind: OwnKind, typed: OwnTyped, name?: string): OwnRequest => ({
  from: kind,
  ...(kind === 'url' ? { url: typed.url.trim() } : { text: typed[kind] }),
  ...(name ? { name } : {}),
});

/** What was seen is what is kept: the text is that of the look, also when an address has another one by now. */
export const keepRequest = (seen: OwnPreview, told: { name: string; title: string; icon: string | null }, settings: Record<string, string>): OwnRequest => ({
  from: seen.from,
  text: seen.text,
  ...(seen.url ? { url: seen.url } : {}),
  name: told.name,
  title: told.title,
  ...(told.icon ? { icon: told.icon } : {}),
  ...(Object.keys(settings).length > 0 ? { settings } : {}),
});

/** The kind and text to begin with when one that is there is changed. */
export const typedOf = (app: OwnApp): { kind: OwnKind; typed: OwnTyped } => {
  const kind = app.from === 'url' ? 'compose' : app.from;
  return { kind, typed: { ...emptyOwn(), [kind]: app.text } };
};

export const iconUrl = (svg: string) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
