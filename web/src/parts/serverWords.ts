// What the server says, in the page's language where its key is known. A translation that tells less than the server's own
// sentence is followed by that sentence, so that nothing is lost.

import type { i18n as I18n } from 'i18next';
import type { App, Diagnosis } from '../api/client';

export interface Said { key: string; detail: string; hint: string; more?: Record<string, unknown> }
export interface Words {
  text: string;
  hint: string;
  /** The server's own words where `text` tells less; otherwise empty. */
  own: string;
}

type Members = Record<string, unknown>;

/** A sentence of the language's own file; null: none, or it names something that is not known here. */
function translated(i18n: I18n, key: string, members: Members): string | null {
  const raw: unknown = i18n.getResource(i18n.language, 'server', key);
  if (typeof raw !== 'string') return null;
  const named = [...raw.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]!);
  if (named.some((name) => members[name] === undefined || members[name] === null || members[name] === '')) return null;
  return i18n.t(key, { ns: 'server', ...members });
}

export function problemWords(i18n: I18n, said: Said): Words {
  const members: Members = { ...said, ...said.more };
  const at = `problem.${said.key}`;
  const ours = i18n.exists(`${at}.hint`) ? i18n.t(`${at}.hint`) : translated(i18n, `${at}.hint`, members);
  if (said.detail === '') return { text: i18n.t(`${at}.detail`, { defaultValue: i18n.t('problem.unknown.detail') }), hint: ours ?? said.hint, own: '' };
  const whole = translated(i18n, `${at}.whole`, members);
  const text = whole ?? translated(i18n, `${at}.about`, members);
  if (text === null) return { text: said.detail, hint: ours ?? said.hint, own: '' };
  const untold = [whole === null && said.detail, ours === null && said.hint].filter(Boolean);
  return { text, hint: ours ?? '', own: untold.join(' — ') };
}

/** One line, for the error of a field. */
export function problemLine(i18n: I18n, said: Said): string {
  const { text, hint, own } = problemWords(i18n, said);
  return [text, hint, own && `(${own})`].filter(Boolean).join(' — ');
}

type Cause = Diagnosis['causes'][number];

export function causeWords(i18n: I18n, cause: Cause): Pick<Words, 'text' | 'own'> {
  const { app, container, process } = cause.details;
  const members = { service: cause.service, holder: app ?? container ?? process, ...cause.details };
  const text = translated(i18n, `diagnosis.${cause.key}_by`, members) ?? translated(i18n, `diagnosis.${cause.key}`, members) ?? translated(i18n, `problem.${cause.key}.about`, members);
  return text === null ? { text: cause.cause, own: '' } : { text, own: cause.cause };
}

const keyOf = (service: App['services'][number]): string => (service.oom_killed ? 'oom' : service.state === 'failed' && service.exit_code !== null ? 'failed_code' : service.state);

/** Why an app is not as it should be, in one line; the server's own where one of its services cannot tell. */
export function reasonWords(i18n: I18n, app: Pick<App, 'reason' | 'services'>): string {
  if (app.reason === null) return '';
  const told = app.services
    .filter((each) => ['failed', 'absent', 'restarting', 'unhealthy', 'paused'].includes(each.state))
    .map((each) => translated(i18n, `reason.${keyOf(each)}`, { service: each.service, code: each.exit_code }));
  return told.length === 0 || told.includes(null) ? app.reason : told.slice(0, 3).join('; ');
}
