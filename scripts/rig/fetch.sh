#!/usr/bin/env bash
# fetch.sh UNIT... — unpack Docker engines and their helpers from Debian into the rig's cache; installs nothing.
#
#   base      bookworm's containerd, runc, tini   what every engine runs with (newer runc needs a newer libc)
#   bookworm  engine 20.10      trixie  engine 26.1      sid  the newest engine, with its own client and Compose
#   compose   Compose v2 of trixie                       registry  a plain image registry
#
# A unit is fetched once. It is unpacked to the side and moved into place, so a folder in the cache is complete.
# Two runs at once are safe. `fetch.sh --optional UNIT...` reports a failure and still exits 0.
set -euo pipefail
# shellcheck source=scripts/rig/paths.sh
. "$(dirname "$0")/paths.sh"

suite_of() {
  case $1 in
    base | bookworm | registry) echo bookworm ;;
    compose | trixie) echo trixie ;;
    sid) echo sid ;;
    *) die "no such unit: $1" ;;
  esac
}

packages_of() {
  case $1 in
    base) echo containerd runc tini ;;
    bookworm | trixie) echo docker.io ;;
    registry) echo docker-registry ;;
    compose) echo docker-compose ;;
    sid) echo docker.io docker-cli containerd docker-compose ;;
  esac
}

is_here() {
  [ -f "$RIG_CACHE/eng/$1/.recipe" ] && [ "$(cat "$RIG_CACHE/eng/$1/.recipe")" = "$(packages_of "$1")" ]
}

# The machine's own Debian mirror, so that a local cache or mirror is used for the other suites too.
mirror() {
  local codename=bookworm found
  [ ! -r /etc/os-release ] || codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
  found=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' |
    awk -v c="$codename" '$2 == c { print $1; exit }')
  [ -n "$found" ] || die "apt knows no Debian mirror for $codename"
  echo "$found"
}

keyring() {
  local k
  for k in /usr/share/keyrings/debian-archive-keyring.{pgp,gpg}; do
    [ ! -r "$k" ] || { echo "$k"; return; }
  done
  die "no Debian archive keyring: install debian-archive-keyring"
}

fetch_suite() ( # SUITE UNIT... — one read of the suite's package list serves all its units
  suite=$1
  shift
  work=$(mktemp -d "$RIG_CACHE/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/lists/partial" "$work/debs"
  echo "deb [signed-by=$(keyring)] $(mirror) $suite main" > "$work/sources.list"
  apt=(apt-get -qq
    -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$work/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
    -o Acquire::Languages=none -o Acquire::Retries=2)
  [ "$(id -u)" != 0 ] || apt+=(-o APT::Sandbox::User=root)
  "${apt[@]}" update || exit 1
  for unit in "$@"; do
    say "fetching $unit: $(packages_of "$unit") from $suite"
    mkdir -p "$work/$unit" "$work/debs/$unit"
    # shellcheck disable=SC2046
    (cd "$work/debs/$unit" && "${apt[@]}" download $(packages_of "$unit")) || exit 1
    for package in "$work/debs/$unit"/*.deb; do
      dpkg -x "$package" "$work/$unit" || exit 1
      dpkg-deb -W "$package" >> "$work/$unit/.versions"
    done
    packages_of "$unit" > "$work/$unit/.recipe"
    rm -rf "$work/debs/$unit" "$RIG_CACHE/eng/$unit"
    mv "$work/$unit" "$RIG_CACHE/eng/$unit"
  done
)

fetch_units() {
  local suite unit wanted
  mkdir -p "$RIG_CACHE/eng" || return 1
  exec 9> "$RIG_CACHE/fetch.lock"
  flock 9
  for suite in bookworm trixie sid; do
    wanted=()
    for unit in "$@"; do
      [ "$(suite_of "$unit")" != "$suite" ] || is_here "$unit" || wanted+=("$unit")
    done
    [ ${#wanted[@]} = 0 ] || fetch_suite "$suite" "${wanted[@]}" || return 1
  done
  link_into_checkout
}

# .rig/eng in the checkout shows what the cache holds.
link_into_checkout() {
  mkdir -p "$rig_checkout/.rig" && ln -sfn "$RIG_CACHE/eng" "$rig_checkout/.rig/eng"
}

optional=no
[ "${1:-}" != --optional ] || { optional=yes; shift; }
[ $# -gt 0 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
for unit in "$@"; do suite_of "$unit" > /dev/null; done
missing=no
for unit in "$@"; do is_here "$unit" || missing=yes; done
if [ $missing = no ]; then link_into_checkout; exit 0; fi
if ! fetch_units "$@"; then
  [ $optional = yes ] || die "could not fetch: $*"
  say "fetch.sh: could not fetch: $* (optional: tests that need it will be skipped)"
fi
