#!/usr/bin/env bash
# build.sh [PRESET [TARGET...]] — configures once and builds. Presets: release (default), debug, asan (the fuzzers too), tsan.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# = 0 ] || shift
folder=build
[ "$preset" = release ] || folder=build-$preset
[ -f "$folder/build.ninja" ] || cmake --preset "$preset"
cmake --build --preset "$preset" ${1:+--target "$@"}
