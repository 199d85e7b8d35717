#!/usr/bin/env bash
# capsule.sh — private Docker Engines and registries, for tests, demo, benchmarks and `make run`. Needs root.
#
#   eval "$(capsule.sh switch-up [OWNER_PID])"   take a slot; sets FURTKA_RIG_SLOT and FURTKA_RIG_NET (e.g. 10.214.3)
#   capsule.sh switch-down                       end everything in the slot and give it back
#   capsule.sh up NAME [--suite bookworm|trixie|sid] [--store default|classic|containerd] [--pools default|wide]
#                      [--resolv FILE] [--group GID] [--disk SIZE]   start an engine (trixie, classic, default)
#   capsule.sh down NAME                         end it, with its data
#   capsule.sh socket|ip|pid|log NAME            where it is
#   capsule.sh kill-engine|stop-engine NAME      end dockerd with KILL or TERM; the capsule lives on
#   capsule.sh start-engine|restart-engine NAME  start it again with the same data
#   capsule.sh freeze|thaw NAME                  a dockerd that accepts and never answers
#   capsule.sh power-cut|power-on NAME           everything ends at once; the disk stays
#   capsule.sh run NAME COMMAND...               a command inside the capsule
#   capsule.sh registry-up NAME PORT [HTPASSWD]  a registry at NET.1:PORT     registry-down NAME
#   capsule.sh nat-on|nat-off                    a way out to the world for the capsules of the slot
#   capsule.sh sweep                             take down what dead runs left behind
#
# The slot belongs to OWNER_PID (default: the caller). When that process is gone, the next switch-up cleans up after it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in paths slots switch engine registry; do
  # shellcheck source=/dev/null
  . "$here/$part.sh"
done

slot() { echo "${FURTKA_RIG_SLOT:?run: eval \"\$($0 switch-up)\"}"; }

tear_down() { # SLOT
  local dir
  [ -d "$(slot_dir "$1")" ] || return 0
  nat_off "$1"
  for dir in "$(slot_dir "$1")"/*/; do
    [ -d "$dir" ] || continue
    case $(basename "$dir") in
      registry-*) registry_down "$1" "$(basename "$dir" | sed 's/^registry-//')" ;;
      *) engine_down "$1" "$(basename "$dir")" ;;
    esac
  done
  switch_down "$1"
  rm -rf "$(slot_dir "$1")"
}

sweep() {
  local slot
  for slot in $(slots_of_the_dead); do
    say "capsule.sh: cleaning up slot $slot of a run that is gone"
    tear_down "$slot" || say "capsule.sh: slot $slot is not clean yet; the next run tries again"
  done
}

claim() { # OWNER_PID
  sweep
  slot_take "$1"
}

start_switch() { # OWNER_PID
  local slot
  slot=$(with_slots_locked claim "$1")
  switch_up "$slot" || { with_slots_locked tear_down "$slot"; die "the switch of slot $slot did not come up"; }
  echo "export FURTKA_RIG_SLOT=$slot FURTKA_RIG_NET=$(slot_net "$slot")"
}

start_engine_as_asked() { # NAME OPTIONS...
  local name=$1 suite=trixie store=classic pools=default resolv='' group='' disk=''
  shift
  [[ $name =~ ^[a-z][a-z0-9]{0,5}$ ]] || die "an engine's name is a letter and up to five letters or digits"
  while [ $# -gt 0 ]; do
    case $1 in
      --suite) suite=$2 ;;
      --store) store=$2 ;;
      --pools) pools=$2 ;;
      --resolv) resolv=$2 ;;
      --group) group=$2 ;;
      --disk) disk=$2 ;; # of its data: a file system of its own, in memory
      *) die "unknown option $1" ;;
    esac
    shift 2
  done
  # shellcheck disable=SC2064
  trap "engine_down '$(slot)' '$name'" EXIT
  engine_up "$(slot)" "$name" "$suite" "$store" "$pools" "$resolv" "$group" "$disk"
  trap - EXIT
}

usage() { sed -n '2,21s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }

[ "$(id -u)" = 0 ] || die "needs root"
command=${1:-help}
[ $# = 0 ] || shift
case $command in
  switch-up) start_switch "${1:-$PPID}" ;;
  switch-down) with_slots_locked tear_down "$(slot)" ;;
  sweep) with_slots_locked sweep ;;
  up) start_engine_as_asked "$@" ;;
  down) engine_down "$(slot)" "$1" ;;
  socket) echo "$(engine_dir "$(slot)" "$1")/docker.sock" ;;
  log) echo "$(engine_dir "$(slot)" "$1")/dockerd.log" ;;
  ip) engine_ip "$(slot)" "$1" ;;
  pid) dockerd_pid "$(slot)" "$1" ;;
  kill-engine) dockerd_signal "$(slot)" "$1" KILL ;;
  stop-engine) dockerd_signal "$(slot)" "$1" TERM ;;
  start-engine) dockerd_up "$(slot)" "$1" ;;
  restart-engine) dockerd_signal "$(slot)" "$1" TERM; dockerd_up "$(slot)" "$1" ;;
  freeze) dockerd_signal "$(slot)" "$1" STOP ;;
  thaw) dockerd_signal "$(slot)" "$1" CONT ;;
  power-cut) power_cut "$(slot)" "$1" ;;
  power-on) capsule_up "$(slot)" "$1"; dockerd_up "$(slot)" "$1" ;;
  run) in_capsule "$(slot)" "$@" ;;
  registry-up) registry_up "$(slot)" "$@" ;;
  registry-down) registry_down "$(slot)" "$1" ;;
  nat-on) with_slots_locked nat_on "$(slot)" ;;
  nat-off) with_slots_locked nat_off "$(slot)" ;;
  *) usage ;;
esac
