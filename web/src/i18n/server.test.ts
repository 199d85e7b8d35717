// Every key that the server can send has a German text, or stands here with the reason why not.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import de from './server.de.json';

const root = join(process.cwd(), '..', 'src');

const files = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  if (entry.isDirectory()) return files(path);
  return /\.[ch]pp$/.test(entry.name) ? [path] : [];
});
/** Where keys stand: `.key = …`, after a kind, in the helpers that take one, in the tables of causes. */
const places: [RegExp, RegExp][] = [
  [/\bkey\s*=(?!=)\s*([^;,]*)/g, /"([a-z][a-z0-9_]*)"/g],
  [/ErrorKind::\w+,\s*("[a-z0-9_]+")/g, /"([a-z][a-z0-9_]*)"/g],
  [/\b(?:refused|bad_catalog)\(\s*("[a-z0-9_]+")/g, /"([a-z][a-z0-9_]*)"/g],
  [/\b(?:told\(\s*rule|bad_negotiation\(|refuse\(\s*[\w.()]+),?\s*("[a-z]+_[a-z0-9_]+")/g, /"([a-z][a-z0-9_]*)"/g],
];
const causes = /\b(?:Known|Refusal)\{\s*"[^"]*",\s*("[a-z_]+")/g;
const keysIn = (text: string, patterns: [RegExp, RegExp][]) => patterns.flatMap(([place, word]) => [...text.matchAll(place)].flatMap((found) => [...found[1]!.matchAll(word)].map((key) => key[1]!)));

const inDiagnosis = (path: string) => /domain\/(diagnosis|log_clues)\.cpp$/.test(path);
/** What runs without the daemon: the command line's own words, `furtka import` and `furtka catalog lint`. */
const withoutDaemon = /\/src\/(cli|daemon|offline|domain\/import)\/|adapters\/disk\/(folder_writer|store_files)\.cpp$/;
const sources = files(root).filter((path) => !withoutDaemon.test(path)).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const problems = new Set(sources.filter(({ path }) => !inDiagnosis(path) && !/job_json|check_store|domain\/update_policy/.test(path)).flatMap(({ text }) => keysIn(text, places)));
const diagnoses = new Set(sources.filter(({ path }) => inDiagnosis(path)).flatMap(({ text }) => keysIn(text, [...places, [causes, /"([a-z_]+)"/g]])));

/** Never shown on the page: of the daemon's own start, of its journal, of a connection whose other end is gone, or of another end than a browser. */
const notShown = [
  'client_gone', 'database_newer', 'database_unusable', 'endpoint', 'history_entry', 'http_protocol', 'journal_data', 'listen_address', 'listen_denied', 'listen_in_use', 'listen_needs_owner', 'move_in_record',
  'no_previous_folder', 'request_line', 'socket_closed', 'socket_denied', 'socket_in_use', 'socket_path', 'socket_peer', 'state_in_use', 'stream_stuck', 'tls_authority', 'tls_failed', 'watch_limit',
];
/** Of `furtka import` and `furtka catalog lint`, which only the command line has. */
const ofCommands = [
  'compose_check', 'import_exists', 'import_refused', 'import_unreadable', 'json_limits', 'json_syntax', 'no_apps', 'out_folder', 'shell_syntax', 'source_unreadable',
  'store_limits', 'toml_limits', 'toml_syntax', 'yaml_limits', 'yaml_syntax',
];
/** Of findings of a plan; their texts are under `finding`, for both languages. */
const findings = ['disk_short', 'network_guest'];

it('finds the keys', () => {
  expect(problems.size).toBeGreaterThan(120);
  for (const key of ['app_busy', 'setting_range', 'engine_too_old', 'registry_denied', 'folder_symlink', 'update_taken_back', 'disk_full']) expect([...problems]).toContain(key);
  for (const key of ['port_taken', 'database_login', 'command_missing', 'crash_loop']) expect([...diagnoses]).toContain(key);
});

it('every problem has a German text', () => {
  const known = new Set([...Object.keys(de.problem), ...notShown, ...ofCommands, ...findings]);
  expect([...problems].filter((key) => !known.has(key)).sort()).toEqual([]);
});

it('every cause has a German text', () => {
  expect([...diagnoses].filter((key) => !(key in de.diagnosis)).sort()).toEqual([]);
});

it('no text is there for a key that the server cannot send', () => {
  const everything = sources.map(({ text }) => text).join('\n');
  expect(Object.keys(de.problem).filter((key) => !everything.includes(`"${key}"`))).toEqual([]);
  expect(Object.keys(de.diagnosis).map((key) => key.replace(/_by$/, '')).filter((key) => !everything.includes(`"${key}"`))).toEqual([]);
  expect(notShown.filter((key) => !problems.has(key))).toEqual([]);
});
