#!/usr/bin/env bash
# fuzz.sh [SECONDS|build] — runs every fuzz target on its kept corpus, one a core (20 s each; `make fuzz` runs long).
#
# `fuzz.sh build` only builds them.
#
# New inputs that reach new code go to build-asan/corpus/NAME; a crash is left in artifacts/. The last lines tell
# each target's figures.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
mapfile -t targets < <(find tests/fuzz -maxdepth 1 -name 'fuzz_*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort)
[ ${#targets[@]} = 0 ] && exit 0
scripts/build.sh asan "${targets[@]}"
[ "$seconds" != build ] || exit 0
mkdir -p artifacts
rm -f build-asan/*.found

run() { # TARGET SECONDS
  local name=${1#fuzz_}
  local found=build-asan/corpus/$name kept=tests/fuzz/corpus/$name log=build-asan/$name.log
  mkdir -p "$found" "$kept"
  echo "fuzz $name: $2 s"
  "build-asan/$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="artifacts/fuzz-$name-" "$found" "$kept" > "$log" 2>&1 || touch "build-asan/$name.found"
}
export -f run
# An author's Markdown is read by the page only: by its own means, beside the others.
markdown() {
  [ -f web/src/parts/markdown.fuzz.test.tsx ] && command -v npm > /dev/null || return 0
  scripts/web.sh packages && cd web &&
    FURTKA_FUZZ_SECONDS=$seconds npm run --silent test -- src/parts/markdown.fuzz.test.tsx > ../build-asan/markdown.log 2>&1
}
markdown &
page=$!
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c "run {} $seconds"

failed=0
for target in "${targets[@]}"; do
  name=${target#fuzz_} log=build-asan/${target#fuzz_}.log
  awk -v n="$name" '/number_of_executed_units/ { u = $2 } /average_exec_per_sec/ { s = $2 }
    /cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") c = $(i + 1) }
    END { printf "%-20s %12d runs %8d/s  coverage %d\n", n, u, s, c }' "$log"
  [ ! -e "build-asan/$name.found" ] || { failed=$((failed + 1)); tail -n 40 "$log"; }
done
ran=$((${#targets[@]} - failed))
if wait "$page"; then
  sed -n "s|^markdown \([0-9]*\) runs.*|\1|p" build-asan/markdown.log |
    awk -v t="$seconds" '{ printf "%-20s %12d runs %8d/s\n", "markdown (page)", $1, $1 / t }'
  ran=$((ran + 1))
else
  tail -n 40 build-asan/markdown.log
  failed=$((failed + 1))
fi
echo "fuzz: $ran targets without a find, $failed with one"
[ -z "${FURTKA_RESULTS:-}" ] || echo "$ran $failed 0" > "$FURTKA_RESULTS/fuzz.counts"
[ $failed = 0 ]
