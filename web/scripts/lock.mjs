// `npm run lock`, after a change of package.json: the lock file anew, naming no registry. (npm's own option for that drops
// the versions of optional packages, which `npm ci` then misses.)
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

process.chdir(new URL('..', import.meta.url).pathname);
rmSync('package-lock.json', { force: true });
rmSync('node_modules', { recursive: true, force: true }); // what is installed here would hide what other machines need
execFileSync('npm', ['install', '--package-lock-only', '--omit-lockfile-registry-resolved=false', '--loglevel=error'], { stdio: 'inherit' });
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.resolved;
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
