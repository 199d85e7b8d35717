import { createInstance } from 'i18next';
import { expect, it } from 'vitest';
import de from '../i18n/de.json';
import en from '../i18n/en.json';
import server from '../i18n/server.de.json';
import { app } from '../test/samples';
import { causeWords, problemLine, problemWords, reasonWords } from './serverWords';

const speaking = (lng: 'en' | 'de') => {
  const i18n = createInstance();
  void i18n.init({ lng, fallbackLng: false, interpolation: { escapeValue: false }, resources: { en: { translation: en }, de: { translation: de, server } }, initAsync: false, showSupportNotice: false });
  return i18n;
};
const german = speaking('de');
const english = speaking('en');
const refusal = { key: 'app_failed_to_start', detail: 'web ended with exit code 1', hint: "look at the app's log", service: 'web' };

it('is left as it is in English', () => {
  expect(problemWords(english, refusal)).toEqual({ text: refusal.detail, hint: refusal.hint, own: '' });
});

it('is told in German, with what the server said', () => {
  expect(problemWords(german, refusal)).toEqual({ text: 'web ist nicht gestartet oder gleich wieder ausgefallen.', hint: 'Sieh in das Protokoll der App; Daten und Einstellungen sind unberührt.', own: 'web ended with exit code 1' });
  expect(problemWords(german, { key: 'cancelled', detail: 'the job was cancelled', hint: '' })).toEqual({ text: 'Es wurde abgebrochen.', hint: '', own: '' });
  expect(problemLine(german, { key: 'setting_range', detail: 'PORT: is 0, the least is 1', hint: '' })).toBe('Der Wert ist zu klein oder zu groß. — (PORT: is 0, the least is 1)');
});

it('falls back to the server for a key or a value that is not known', () => {
  expect(problemWords(german, { key: 'brand_new', detail: 'something new', hint: 'do this' })).toEqual({ text: 'something new', hint: 'do this', own: '' });
  const { service: _, ...without } = refusal;
  expect(problemWords(german, without).text).toBe(refusal.detail);
});

it('takes values of a refused call from its further members', () => {
  expect(problemWords(german, { key: 'placeholder_secret', detail: 'KEY of blog is still a placeholder', hint: '', more: { setting: 'KEY' } }).text).toBe('In KEY steht noch ein Platzhalter statt eines eigenen Passworts.');
});

it('tells no connection in both languages', () => {
  const lost = { key: 'no_connection', detail: '', hint: '' };
  expect([problemWords(english, lost).text, problemWords(german, lost).text]).toEqual(['The server does not answer.', 'Der Server antwortet nicht.']);
});

it('tells a cause with who is in the way, where that is known', () => {
  const cause = { key: 'port_taken', service: 'web', cause: 'web needs port 80, which wiki has.', evidence: [], fix: null };
  expect(causeWords(german, { ...cause, details: { port: '80', app: 'wiki', container: 'c' } }).text).toBe('web braucht Port 80, und den hat wiki.');
  expect(causeWords(german, { ...cause, details: {} }).text).toBe('web braucht einen Port, der belegt war.');
  expect(causeWords(english, { ...cause, details: {} })).toEqual({ text: cause.cause, own: '' });
});

it('tells why an app is down from its services', () => {
  const service = { service: 'web', image: 'a', image_id: null, state: 'failed' as const, exit_code: 1, oom_killed: false, running: 0, replicas: 1, container: null };
  const failed = app({ state: 'failed', reason: 'web ended with exit code 1', services: [service, { ...service, service: 'db', exit_code: null, state: 'unhealthy' }] });
  expect(reasonWords(german, failed)).toBe('web endete mit Code 1; db geht es nicht gut');
  expect(reasonWords(english, failed)).toBe('web ended with exit code 1');
  expect(reasonWords(german, app({ state: 'failed', reason: 'odd', services: [] }))).toBe('odd');
});
