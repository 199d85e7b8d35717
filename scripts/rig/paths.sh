# paths.sh — where the rig keeps things. Sourced by the other rig scripts.
#
# Unpacked engines are a cache, shared by every checkout of this user. Running capsules live in one folder of
# the machine, because their slots (subnet, interface names) are shared by all users of it. /var/tmp is on disk
# even where /tmp is memory, and short enough for a unix socket's 108 bytes.

rig_scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
rig_checkout=$(cd "$rig_scripts/../.." && pwd)
RIG_CACHE=${FURTKA_RIG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/furtka-rig}
RIG_RUN=${FURTKA_RIG_RUN:-/var/tmp/furtka-rig}

say() { printf '%s\n' "$*" >&2; }
die() { say "$(basename "$0"): $*"; exit 1; }

# Compose is run by its own path: the plugin needs no docker client beside it.
rig_compose() { # [SUITE]
  local unit=${1:-compose}
  echo "$RIG_CACHE/eng/$unit/usr/libexec/docker/cli-plugins/docker-compose"
}
