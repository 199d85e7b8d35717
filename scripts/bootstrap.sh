#!/usr/bin/env bash
# bootstrap.sh [build|run|test] — makes a bare Debian 12 or 13 ready for Furtka. As root, or with sudo. Default: test.
#
#   build   compiler, libraries, Compose v2 beside the program
#   run     … and what a private engine needs where the machine has none
#   test    … and the test tools, the engines the tests run on, a registry, a browser
#
# Run it as often as you like: with nothing missing it takes a fraction of a second. It adds packages and never
# upgrades or removes any. Engines and Compose are not installed but unpacked into a cache (see scripts/rig/fetch.sh).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

group=${1:-test}
case $group in build | run | test) ;; *) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2 ;; esac

release=$(. /etc/os-release 2> /dev/null && echo "${ID:-}-${VERSION_ID:-}" || true)
case $release in
  debian-12) boost=1.81 ;;
  debian-13) boost=1.83 ;;
  *) echo "bootstrap.sh: knows Debian 12 and 13, this is '${release:-something else}'; install the packages below by hand" >&2
     boost=1.83 ;;
esac

packages=(
  clang-19 libclang-rt-19-dev lld-19 clang-tidy-19 clang-format-19 cmake ninja-build ccache make git pkg-config
  "libboost$boost-dev" "libboost-json$boost-dev" "libboost-url$boost-dev" libfmt-dev libcurl4-openssl-dev libarchive-dev libssl-dev
  libsqlite3-dev libsqlitecpp-dev libsodium-dev libtomlplusplus-dev libpugixml-dev libyaml-dev libgtest-dev libgmock-dev
  ca-certificates curl procps util-linux debian-archive-keyring python3
)
# The unpacked engines and runc are linked against the three libraries at the end.
for_engines=(iptables iproute2 busybox-static libdevmapper1.02.1 libseccomp2 libsystemd0)
for_tests=(python3-pytest python3-pytest-timeout python3-jsonschema python3-nacl minisign chromium libnss3-tools openssl
  apache2-utils wrk strace)
# The web page is built with Node 18 or later; one that is there already, of any origin, is taken.
command -v npm > /dev/null || packages+=(nodejs npm)
[ "$group" = build ] || packages+=("${for_engines[@]}")
[ "$group" != test ] || packages+=("${for_tests[@]}")

missing_packages() {
  local installed
  installed=$(dpkg-query -W -f '${Package}\t${db:Status-Abbrev}\t${Provides}\n' 2> /dev/null |
    awk -F'\t' '$2 ~ /^.i/ { print $1; n = split($3, p, ", "); for (i = 1; i <= n; i++) { sub(/ .*/, "", p[i]); print p[i] } }' | sort -u)
  printf '%s\n' "${packages[@]}" | sort -u | comm -23 - <(printf '%s\n' "$installed")
}

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-upgrade --no-install-recommends --no-remove "$@"
}

mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -gt 0 ]; then
  echo "bootstrap.sh: installing ${missing[*]}"
  # Fresh package lists only where those at hand do not do: an update may take longer than the rest.
  if ! install_packages "${missing[@]}" > /dev/null 2>&1; then
    # A third-party source of the machine that does not answer is not in the way of Debian's own.
    as_root apt-get update -q || echo "bootstrap.sh: some package lists could not be read; going on" >&2
    install_packages "${missing[@]}"
  fi
fi

case $group in
  build) "$here/rig/fetch.sh" compose ;;
  run) "$here/rig/fetch.sh" compose ;;
  test)
    "$here/rig/fetch.sh" base registry bookworm compose trixie
    "$here/rig/fetch.sh" --optional sid
    ;;
esac
