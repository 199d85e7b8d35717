#!/usr/bin/env bash
# demo.sh — `make demo`: the life of one app on a real engine, with a real registry, without internet.
#
# Everything is private: engine, registry, folders. Each step says what it does and what it proves; the exit code
# tells whether all of it held. Nothing is left behind. Needs root or sudo.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(dirname "$here")
# shellcheck source=scripts/rig/with-capsule.sh
. "$here/rig/with-capsule.sh"
program=${FURTKA_BIN:-$checkout/build/furtka}
[ -x "$program" ] || die "no program at $program: make build"

"$here/bootstrap.sh" run
"$here/rig/fetch.sh" base trixie compose registry
work=$(mktemp -d "${TMPDIR:-/tmp}/furtka-demo.XXXXXX")
number=0 started=$SECONDS

finish() {
  local code=$?
  trap '' INT TERM
  if [ "$code" != 0 ] && [ -f "$work/daemon.log" ]; then
    say "--- the end of Furtka's log"
    tail -n 30 "$work/daemon.log" >&2
  fi
  if [ -n "${daemon:-}" ]; then kill "$daemon" 2> /dev/null || true; wait "$daemon" 2> /dev/null || true; fi
  capsule_end
  rm -rf "$work"
  [ "$code" = 0 ] || say "demo: FAILED"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { number=$((number + 1)); printf '\n%d. %s\n' "$number" "$1"; }
proves() { printf '   proves: %s\n' "$1"; }
shows() { sed 's/^/   | /'; }
must() { # WHAT COMMAND...
  local what=$1
  shift
  "$@" || die "step $number: not so: $what"
}

furtka() { "$program" "$@"; }
page() { curl -sf -m 5 "http://$app_host:8100/"; }
publish() { PYTHONPATH=$checkout/tests/e2e /usr/bin/python3 -m rig "$registry" "$@" > "$work/published"; }
engine() { curl -sf -m 10 --globoff --unix-socket "$socket" "http://engine$1"; }
# json EXPRESSION — prints a Python expression of the document `d` on standard input
json() { /usr/bin/python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }
state() { curl -sf -m 5 "http://$FURTKA_LISTEN/api/apps/garden" | json 'd["state"]'; }
becomes() { # STATE-PATTERN SECONDS
  local try
  for try in $(seq $(($2 * 10))); do
    [[ $(state) =~ ^($1)$ ]] && return 0
    sleep .1
  done
  say "the state is $(state), not $1"
  return 1
}
answers() { # TEXT SECONDS — the app's page
  local try
  for try in $(seq $(($2 * 10))); do
    [ "$(page || true)" = "$1" ] && return 0
    sleep .1
  done
  return 1
}
containers() { engine '/containers/json?all=1&filters={"label":["com.docker.compose.project=garden"]}' | json 'sorted((c["Labels"]["com.docker.compose.service"], c["Id"][:12], c["ImageID"][:19]) for c in d)'; }

step "A private engine and a registry come up; Furtka starts on them."
capsule_begin
capsule registry-up main 5100
capsule up demo --suite trixie --group "$(id -g)"
registry=$FURTKA_RIG_NET.1:5100
socket=$(capsule socket demo) app_host=$(capsule ip demo)
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir -p "$work/apps" "$work/state" "$work/catalog/garden"
export DOCKER_HOST=unix://$socket FURTKA_LISTEN=127.0.0.1:$port FURTKA_SOCKET=$work/furtka.sock FURTKA_APP_HOST=$app_host FURTKA_UPDATE_SETTLE=4 \
  FURTKA_APPS_DIR=$work/apps FURTKA_STATE_DIR=$work/state FURTKA_CATALOG_DIR=$work/catalog FURTKA_COMPOSE="$(rig_compose)"
"$program" serve > "$work/daemon.log" 2>&1 &
daemon=$!
for _ in $(seq 100); do
  ! curl -sf -m 1 -o /dev/null "http://$FURTKA_LISTEN/healthz" || break
  must "the daemon runs" kill -0 "$daemon"
  sleep .05
done
engine /version | json '"engine " + d["Version"] + ", API " + d["ApiVersion"]' | shows
"$(rig_compose)" version | shows
proves "nothing of this machine's own Docker is touched, and no internet is needed"

step "An app folder of three services: a web page with a health check, a worker, a one-shot that prepares the data."
publish garden/web:1 --page 'tulips' --health
publish garden/worker:1 -- sh -c 'while true; do date >> /data/diary; sleep 5; done'
publish garden/init:1 -- sh -c 'echo ready > /data/ready'
cat > "$work/catalog/garden/manifest.json" << END
{"name": "garden", "display_name": "Garden", "version": "1.0.0", "description": "A garden diary",
 "volumes": ["data"], "ports": [8100], "icon": "icon.svg", "open_url": "http://{host}:8100/",
 "settings": [{"name": "OWNER", "label": "Owner", "type": "text", "required": true, "default": "nobody"}]}
END
echo '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3" fill="green"/></svg>' \
  > "$work/catalog/garden/icon.svg"
cat > "$work/catalog/garden/docker-compose.yaml" << END
services:
  init:
    image: $registry/garden/init:1
    volumes: [data:/data]
  web:
    image: $registry/garden/web:1
    restart: unless-stopped
    ports: ["8100:8080"]
    environment: {OWNER: "\${OWNER}"}
    volumes: [data:/data]
    depends_on: {init: {condition: service_completed_successfully}}
  worker:
    image: $registry/garden/worker:1
    restart: unless-stopped
    volumes: [data:/data]
    depends_on: {init: {condition: service_completed_successfully}}
volumes:
  data: {external: true, name: furtka_garden_data}
END
(cd "$work/catalog/garden" && ls) | shows
proves "images are published to a registry; the app is a manifest and a compose file"

step "Install it."
furtka app install garden --set OWNER=ada 2>&1 | shows
must "the app runs" becomes running 30
furtka app list | shows
must "the setting is on disk" grep -q '^OWNER=.*ada' "$FURTKA_APPS_DIR/garden/.env"
must "its .env is the owner's alone" [ "$(stat -c %a "$FURTKA_APPS_DIR/garden/.env")" = 600 ]
must "its volume exists" [ "$(engine /volumes/furtka_garden_data | json 'd["Name"]')" = furtka_garden_data ]
proves "volume made, settings kept, three services started in order; the finished one-shot counts as well"

step "Open it."
must "the page answers" answers tulips 10
page | shows
echo
proves "the published port is reached at the app's address"

step "A new image is published under the same tag; update."
publish garden/web:1 --page 'roses' --health
before=$(containers)
curl -sf -m 120 -X POST -H 'Content-Type: application/json' -d '{}' "http://$FURTKA_LISTEN/api/apps/garden/update" > "$work/update.json"
json '"\n".join(s["service"] + ": " + s["from"][:19] + " → " + s["to"][:19] for s in d["services"])' < "$work/update.json" | shows
must "the update says so" [ "$(json 'd["updated"]' < "$work/update.json")" = True ]
must "one service changed" [ "$(json '[s["service"] for s in d["services"]]' < "$work/update.json")" = "['web']" ]
must "the page is the new one" answers roses 20
after=$(containers)
must "the worker was left alone" [ "$(grep -o "('worker', '[0-9a-f]*'" <<< "$before")" = "$(grep -o "('worker', '[0-9a-f]*'" <<< "$after")" ]
proves "image ids decide, not tags; only the service whose image changed was recreated"

step "Update again."
furtka app update garden 2>&1 | shows
must "no container was touched" [ "$(containers)" = "$after" ]
proves "nothing changed, so nothing was restarted"

step "A bad image is published: it ends at once. Update."
publish garden/web:1 -- sh -c 'echo no soil >&2; exit 3'
if furtka app update garden > "$work/bad" 2>&1; then code=0; else code=$?; fi
shows < "$work/bad"
must "the update does not claim success" [ "$code" != 0 ]
must "the version before runs again" becomes 'running' 20
must "and serves its page" answers roses 20
furtka app history garden | shows
proves "a version that does not stay well is taken back by itself: exit code $code, state $(state)"

step "Remove it, with its data."
furtka app remove garden --delete-data 2>&1 | shows
must "no container is left" [ "$(containers)" = '[]' ]
must "no volume is left" [ "$(engine /volumes | json '[v["Name"] for v in d["Volumes"] or []]')" = '[]' ]
must "its folder is gone" [ ! -e "$FURTKA_APPS_DIR/garden" ]
proves "what was installed is gone; data only because the word delete was said"

printf '\nAll %d steps held (%d s). Engine, registry and folders are taken away.\n' "$number" $((SECONDS - started))
