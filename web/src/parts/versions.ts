import { shortId } from './format';

interface Change { from: string | null; to: string | null; from_version: string | null; to_version: string | null }

/** From and to as people tell them apart: by version where both images name one and they differ, otherwise with their ids. */
export function changeNames({ from, to, from_version, to_version }: Change): [string, string] {
  if (from_version && to_version && from_version !== to_version) return [from_version, to_version];
  const name = (version: string | null, id: string | null) => [version, id && shortId(id)].filter(Boolean).join(' · ') || '?';
  return [name(from_version, from), name(to_version, to)];
}
