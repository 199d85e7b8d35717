#!/usr/bin/env bash
# run.sh — `make run`: Furtka from this checkout, on the engine at hand or, where there is none, on a private one.
#
# An engine at hand is the one DOCKER_HOST names, or the default socket. Its apps stay when this ends; their folders
# are in ${XDG_STATE_HOME:-~/.local/state}/furtka. A private engine (needs root or sudo) and all in it end with Ctrl-C.
#
#   FURTKA_LISTEN=127.0.0.1:7000   the page's address         FURTKA_RUN_PRIVATE=1   a private engine in any case
#   FURTKA_RUN_OFFLINE=1           no way out to the internet for the private engine
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
checkout=$(dirname "$here")
# shellcheck source=scripts/rig/with-capsule.sh
. "$here/rig/with-capsule.sh"

engine_answers() { # DOCKER_HOST
  case $1 in
    unix://*) curl -sf -m 3 -o /dev/null --unix-socket "${1#unix://}" http://engine/_ping ;;
    tcp://*) curl -sf -m 3 -o /dev/null "http://${1#tcp://}/_ping" ;;
    *) return 1 ;;
  esac
}

engine_at_hand() {
  local host
  [ "${FURTKA_RUN_PRIVATE:-}" != 1 ] || return 1
  for host in "${DOCKER_HOST:-}" unix:///var/run/docker.sock; do
    [ -n "$host" ] || continue
    ! engine_answers "$host" || { echo "$host"; return 0; }
    if [ -S "${host#unix://}" ] && [ ! -w "${host#unix://}" ]; then
      say "there is an engine at $host, but $(id -un) may not use it (the group docker may); taking a private one"
    fi
  done
  return 1
}

# A name server on the loopback of the machine is out of reach from a capsule.
name_servers() {
  if grep -qE '^nameserver +127\.' /etc/resolv.conf && [ -r /run/systemd/resolve/resolv.conf ]; then
    echo /run/systemd/resolve/resolv.conf
  else
    echo /etc/resolv.conf
  fi
}

start_private_engine() {
  "$here/bootstrap.sh" run
  "$here/rig/fetch.sh" base trixie
  say "no engine answers here: starting a private one (it ends with this program, and its apps with it)"
  capsule_begin
  local options=(--suite trixie --pools wide --group "$(id -g)")
  if [ "${FURTKA_RUN_OFFLINE:-}" != 1 ]; then
    capsule nat-on
    options+=(--resolv "$(name_servers)")
  fi
  capsule up run "${options[@]}"
  DOCKER_HOST=unix://$(capsule socket run)
  # Published ports are at the capsule's address, not at the one in the browser's address bar.
  FURTKA_APP_HOST=$(capsule ip run)
  export DOCKER_HOST FURTKA_APP_HOST
  state=$(mktemp -d "${TMPDIR:-/tmp}/furtka-run.XXXXXX")
  throwaway=$state
}

finish() {
  trap '' INT TERM
  if [ -n "${daemon:-}" ] && kill -0 "$daemon" 2> /dev/null; then
    kill "$daemon" 2> /dev/null || true
    wait "$daemon" || true
  fi
  capsule_end
  [ -z "${throwaway:-}" ] || rm -rf "$throwaway"
}

program=${FURTKA_BIN:-$checkout/build/furtka}
[ -x "$program" ] || die "no program at $program: make build"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

state=${XDG_STATE_HOME:-$HOME/.local/state}/furtka
if host=$(engine_at_hand); then
  export DOCKER_HOST=$host
  say "using the engine at $host"
else
  start_private_engine
fi
mkdir -p "$state/apps" "$state/state"
export FURTKA_LISTEN=${FURTKA_LISTEN:-127.0.0.1:7000}
export FURTKA_APPS_DIR=${FURTKA_APPS_DIR:-$state/apps} FURTKA_STATE_DIR=${FURTKA_STATE_DIR:-$state/state}
export FURTKA_SOCKET=${FURTKA_SOCKET:-$state/furtka.sock} FURTKA_COMPOSE=${FURTKA_COMPOSE:-$(rig_compose)}
[ ! -d "$checkout/apps" ] || export FURTKA_CATALOG_DIR=${FURTKA_CATALOG_DIR:-$checkout/apps}

"$program" serve &
daemon=$!
for _ in $(seq 200); do
  kill -0 "$daemon" 2> /dev/null || { wait "$daemon" || true; die "furtka did not start (its words are above)"; }
  ! curl -sf -m 1 -o /dev/null "http://$FURTKA_LISTEN/healthz" || break
  sleep .05
done
say ""
say "  Furtka is at  http://$FURTKA_LISTEN"
say "  command line  FURTKA_SOCKET=$FURTKA_SOCKET ${program#"$PWD/"} app list"
say "  Ctrl-C ends it"
say ""
wait "$daemon"
