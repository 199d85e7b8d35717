#!/usr/bin/env bash
# fuzz.sh [SECONDS] — runs every fuzz target on its kept corpus, one after the other (20 s each; `make fuzz` runs long).
#
# New inputs that reach new code go to build-fuzz/corpus/NAME; a crash is left in artifacts/. The last lines tell
# each target's figures.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
mapfile -t targets < <(find tests/fuzz -maxdepth 1 -name 'fuzz_*.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort)
[ ${#targets[@]} = 0 ] || scripts/build.sh fuzz "${targets[@]}"
mkdir -p artifacts
failed=0 ran=0 figures=()
for target in "${targets[@]}"; do
  name=${target#fuzz_}
  found=build-fuzz/corpus/$name kept=tests/fuzz/corpus/$name log=build-fuzz/$name.log
  mkdir -p "$found" "$kept"
  echo "fuzz $name: $seconds s"
  if "build-fuzz/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="artifacts/fuzz-$name-" "$found" "$kept" > "$log" 2>&1; then
    ran=$((ran + 1))
  else
    failed=$((failed + 1))
    tail -n 40 "$log"
  fi
  figures+=("$(awk -v n="$name" '/number_of_executed_units/ { u = $2 } /average_exec_per_sec/ { s = $2 }
    /cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") c = $(i + 1) }
    END { printf "%-20s %12d runs %8d/s  coverage %d", n, u, s, c }' "$log")")
done
[ ${#figures[@]} = 0 ] || printf '%s\n' "${figures[@]}"
echo "fuzz: $ran targets without a find, $failed with one"
[ -z "${FURTKA_RESULTS:-}" ] || echo "$ran $failed 0" > "$FURTKA_RESULTS/fuzz.counts"
[ $failed = 0 ]
