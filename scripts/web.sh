#!/usr/bin/env bash
# web.sh — builds the web page into web/dist; does nothing when none of its inputs has changed. Called by the build.
# `web.sh packages` only fetches what npm needs. One at a time: several build folders share web/.
set -euo pipefail
cd "$(dirname "$0")/../web"
command -v npm > /dev/null || { echo "web.sh: npm is missing; scripts/bootstrap.sh build installs it" >&2; exit 1; }
mkdir -p node_modules
exec 9> node_modules/.furtka-lock
flock 9

packages=$(sha256sum package.json package-lock.json .npmrc | sha256sum | cut -c1-64)
if [ "$(cat node_modules/.furtka-packages 2> /dev/null)" != "$packages" ]; then
  npm ci --no-progress --loglevel=error
  exec 9> node_modules/.furtka-lock # npm ci begins with an empty folder
  flock 9
  echo "$packages" > node_modules/.furtka-packages
fi
[ "${1:-}" != packages ] || exit 0

inputs=$(find index.html package.json package-lock.json tsconfig.json vite.config.ts src public scripts ../src/api/openapi.json -type f ! -name '*.test.ts*' -print0 |
  sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)
if [ "$(cat dist/.inputs 2> /dev/null)" != "$inputs" ]; then
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  npm run --silent build > "$log" 2>&1 || { cat "$log" >&2; exit 1; }
  echo "$inputs" > dist/.inputs
fi
