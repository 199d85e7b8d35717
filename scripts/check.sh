#!/usr/bin/env bash
# check.sh — `make check`: formatting, layers, scripts, static analysis. Changes nothing. `check.sh format` mends formatting.
set -euo pipefail
cd "$(dirname "$0")/.."
sources() { git ls-files -co --exclude-standard -- '*.cpp' '*.hpp' | grep -v '^build'; }

if [ "${1:-}" = format ]; then
  sources | xargs -r clang-format-19 -i
  exit 0
fi

failed=0 passed=0
check() { # NAME COMMAND...
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "check $name: good"
  else
    failed=$((failed + 1))
    echo "check $name: FAILED"
  fi
}

format_is_kept() { sources | xargs -r clang-format-19 --dry-run -Werror; }
scripts_parse() {
  local script rc=0
  for script in $(git ls-files -co --exclude-standard -- '*.sh' .ci/run); do bash -n "$script" || rc=1; done
  return $rc
}
python_parses() { git ls-files -co --exclude-standard -- '*.py' | xargs -r /usr/bin/python3 -c '
import ast, sys
for name in sys.argv[1:]: ast.parse(open(name).read(), name)'; }
layers_hold() { /usr/bin/python3 tests/lint/layers.py; }
names_are_unique() { /usr/bin/python3 tests/lint/unnamed.py; }

# Known holes in what browsers get. The registry has to be asked; where it does not answer, that is said and no more.
npm_audit() {
  local answer
  command -v npm > /dev/null || { echo "npm audit: skipped, npm is not installed"; return 0; }
  answer=$(cd web && timeout 60 npm audit --package-lock-only --omit=dev --audit-level=high --json 2> /dev/null) && return 0
  if ! printf '%s' "$answer" | grep -q '"auditReportVersion"'; then
    echo "npm audit: skipped, the registry did not answer it"
    return 0
  fi
  (cd web && timeout 60 npm audit --package-lock-only --omit=dev --audit-level=high) || true
  return 1
}

check format format_is_kept
check scripts scripts_parse
check python python_parses
check "npm audit" npm_audit
[ ! -f tests/lint/layers.py ] || check layers layers_hold
[ ! -f tests/lint/unnamed.py ] || check names names_are_unique
# clang-tidy takes minutes the first time; FURTKA_TIDY=0 leaves it out.
[ "${FURTKA_TIDY:-1}" = 0 ] || [ ! -f build/compile_commands.json ] || check tidy /usr/bin/python3 scripts/tidy.py
[ -z "${FURTKA_RESULTS:-}" ] || echo "$passed $failed 0" > "$FURTKA_RESULTS/check.counts"
[ $failed = 0 ]
