#!/usr/bin/env bash
# test.sh — `make test`: everything CI runs, with one line of counts at the end.
#
# FURTKA_REQUIRE_ENGINE=1 makes a missing engine a failure; otherwise the tests that need one are skipped and say why.
# FURTKA_TEST_ONLY="release check" runs only some of the parts: release asan tsan fuzz check.
set -euo pipefail
cd "$(dirname "$0")/.."
parts=${FURTKA_TEST_ONLY:-release check asan tsan fuzz}
FURTKA_RESULTS=$(mktemp -d)
export FURTKA_RESULTS
trap 'kill $(jobs -p) 2> /dev/null || true; rm -rf "$FURTKA_RESULTS"' EXIT
jobs=$(($(nproc) * 3 / 2)) # most tests wait for an engine more than they compute
summary=() failed=0

part() { # NAME COMMAND...
  local name=$1 start=$SECONDS verdict=passed
  shift
  [[ " $parts " == *" $name "* ]] || return 0
  echo "=== $name"
  if ! "$@"; then
    verdict=FAILED failed=1
    # A build that breaks leaves no counts of its own.
    compgen -G "$FURTKA_RESULTS/$name.*" > /dev/null || echo "0 1 0" > "$FURTKA_RESULTS/$name.counts"
  fi
  summary+=("$(printf '%-8s %-7s %4d s' "$name" "$verdict" $((SECONDS - start)))")
}

tested() { # PRESET [BUILD TARGET [TESTS]]
  scripts/build.sh "${@:1:2}" && ctest --preset "$1" -j "$jobs" ${3:+-R "$3"} --output-junit "$FURTKA_RESULTS/$1.xml"
}

# What the later parts compile and read, while the tests of the first wait for engines. It gets only what those leave of the
# processors; a part that finds its own undone or broken does it again and tells.
ahead() {
  export CMAKE_BUILD_PARALLEL_LEVEL=2
  [[ " $parts " != *" check "* || "${FURTKA_TIDY:-1}" = 0 ]] || /usr/bin/python3 scripts/tidy.py
  [[ " $parts " != *" asan "* ]] || scripts/build.sh asan unit_tests
  [[ " $parts " != *" tsan "* ]] || scripts/build.sh tsan thread_tests
  [[ " $parts " != *" fuzz "* ]] || scripts/fuzz.sh build
}
release() {
  local rc=0 began
  scripts/build.sh release || return
  began=$SECONDS
  (set +e; renice -n 19 "$BASHPID" > /dev/null; ahead) > "$FURTKA_RESULTS/ahead.log" 2>&1 &
  tested release || rc=$?
  echo "tests of the release: $((SECONDS - began)) s"
  wait $!
  return $rc
}

scripts/bootstrap.sh test
part release release
part check scripts/check.sh
part asan tested asan unit_tests
# The loop has one thread; others are behind these layers only.
part tsan tested tsan thread_tests '^(async|compose|disk|net|notify|registry|sqlite)\.'
part fuzz scripts/fuzz.sh 20

echo
printf '%s\n' "${summary[@]}"
/usr/bin/python3 scripts/count.py "$FURTKA_RESULTS"
[ $failed = 0 ]
