// Someone to be told, as the form has it and as it is sent.

import type { NotifyKind, NotifyRequest } from '../api/outside';

export interface TypedTarget {
  kind: NotifyKind; name: string; url: string; host: string; port: string; security: 'starttls' | 'tls' | 'none';
  user: string; secret: string; from: string; to: string; ca_file: string; events: string[];
}
export type TargetField = Exclude<keyof TypedTarget, 'kind'>;

export const emptyTarget = (events: string[]): TypedTarget => ({
  kind: 'ntfy', name: '', url: '', host: '', port: '', security: 'starttls', user: '', secret: '', from: '', to: '', ca_file: '', events,
});

export const fieldsOf = (kind: NotifyKind): TargetField[] =>
  (kind === 'mail' ? ['host', 'security', 'port', 'from', 'to', 'user', 'secret', 'name', 'ca_file', 'events'] : ['url', 'secret', 'name', 'ca_file', 'events']);

/** Without what is empty or of another kind. All events: none are named, so that later ones count too. */
export function targetRequest(typed: TypedTarget, known: string[]): NotifyRequest {
  const request: Record<string, unknown> = { kind: typed.kind };
  for (const field of fieldsOf(typed.kind)) {
    if (field === 'events') {
      if (!known.every((each) => typed.events.includes(each))) request.events = known.filter((each) => typed.events.includes(each));
    } else if (field === 'port') {
      if (typed.port.trim() !== '') request.port = Number(typed.port);
    } else if (typed[field] !== '') {
      request[field] = field === 'secret' ? typed.secret : typed[field].trim();
    }
  }
  return request as NotifyRequest;
}

const isMail = (text: string) => /^[^\s@<>,;"]+@[^\s@<>,;"]+$/.test(text.trim());

/** Keys of what the server would refuse, by field, as far as a browser can know. */
export function wrongTarget(typed: TypedTarget): Partial<Record<TargetField, string>> {
  const wrong: Partial<Record<TargetField, string>> = {};
  if (typed.events.length === 0) wrong.events = 'events';
  if (typed.ca_file !== '' && !typed.ca_file.startsWith('/')) wrong.ca_file = 'ca_file';
  if (typed.kind !== 'mail') {
    if (!/^https?:\/\/[^\s/:?#@]/.test(typed.url.trim())) wrong.url = 'url';
    else if (typed.kind === 'ntfy' && !/^https?:\/\/[^/]+\/[^?#]+$/.test(typed.url.trim())) wrong.url = 'topic';
    return wrong;
  }
  if (typed.host.trim() === '' || /[\s/@?#]/.test(typed.host.trim())) wrong.host = 'host';
  const port = Number(typed.port);
  if (typed.port.trim() !== '' && !(Number.isInteger(port) && port >= 1 && port <= 65535)) wrong.port = 'port';
  if (!isMail(typed.from)) wrong.from = 'mail';
  if (!isMail(typed.to)) wrong.to = 'mail';
  if (typed.user !== '' && typed.secret === '') wrong.secret = 'login';
  if (typed.user === '' && typed.secret !== '') wrong.user = 'login';
  return wrong;
}
