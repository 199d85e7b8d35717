// The form of an app as plain values: what is asked, what was typed, and whether the server would take it.

import type { Setting } from '../api/client';

export type Typed = Record<string, string>;

const truths = ['true', '1', 'yes', 'on'];
export const isTrue = (value: string) => truths.includes(value.toLowerCase());

export const firstValues = (settings: Setting[], values: Typed, draft: Typed = {}): Typed =>
  Object.fromEntries(settings.map((each) => [each.name, draft[each.name] ?? values[each.name] ?? each.default]));

/** What is sent: a secret or a generated value left empty is left out, it stays as it is. */
export const sent = (settings: Setting[], typed: Typed): Typed =>
  Object.fromEntries(settings.map((each): [string, string] => [each.name, typed[each.name] ?? ''])
    .filter(([name, value]) => value !== '' || !settings.some((each) => each.name === name && (each.secret || each.generate !== ''))));

export interface Wrong { key: string; min?: number; max?: number }

/** Why the server would refuse `value`, as far as a browser can know; null: it may be sent. */
export function wrong(setting: Setting, value: string, hasValue: boolean): Wrong | null {
  if (value === '') return setting.required && !hasValue && setting.generate === '' ? { key: 'required' } : null;
  if (setting.type === 'number' || setting.type === 'port') {
    const number = Number(value);
    if (!Number.isFinite(number) || value.trim() === '') return { key: 'number' };
    const min = setting.type === 'port' ? 1 : setting.min;
    const max = setting.type === 'port' ? 65535 : setting.max;
    if (setting.type === 'port' && !Number.isInteger(number)) return { key: 'number' };
    if ((min !== null && number < min) || (max !== null && number > max)) {
      return min !== null && max !== null ? { key: 'between', min, max } : min !== null ? { key: 'at_least', min } : { key: 'at_most', max: max! };
    }
  }
  if (setting.type === 'path' && !value.startsWith('/')) return { key: 'path' };
  if (setting.type === 'select' && !setting.options.includes(value)) return { key: 'option' };
  if (setting.pattern) {
    try {
      if (!new RegExp(`^(?:${setting.pattern})$`, 'u').test(value)) return { key: 'pattern' };
    } catch { /* a pattern this browser does not know: the server decides */ }
  }
  return null;
}

// What was typed survives a reload of the tab; secrets are not written anywhere.
const draftKey = (app: string) => `furtka.draft.${app}`;
export function keepDraft(app: string, settings: Setting[], typed: Typed) {
  const open = Object.fromEntries(Object.entries(typed).filter(([name]) => !settings.some((each) => each.name === name && each.secret)));
  try { sessionStorage.setItem(draftKey(app), JSON.stringify(open)); } catch { /* private mode */ }
}
export function draftOf(app: string): Typed {
  try { return JSON.parse(sessionStorage.getItem(draftKey(app)) ?? '{}') as Typed; } catch { return {}; }
}
export function dropDraft(app: string) {
  try { sessionStorage.removeItem(draftKey(app)); } catch { /* private mode */ }
}
