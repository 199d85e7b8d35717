#!/usr/bin/env bash
# bench.sh [OPTIONS] — `make bench`: Furtka's figures beside the subprocess baseline and the floor, in one run.
# Options go to bench/run.py (--apps N --idle SECONDS --suite SUITE --only NAME...). Needs root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/bootstrap.sh" test
exec /usr/bin/python3 "$here/../bench/run.py" "$@"
