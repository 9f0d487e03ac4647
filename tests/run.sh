#!/usr/bin/env bash
# Runs the checks: all | check | fast | lint. `make test`, `make check`… call it.
#   lint   format, lint, types, import contracts
#   fast   the tests that need no database, no application, no process
#   check  lint, and the tests on SQLite without a browser
#   all    check, the database tests on PostgreSQL, and the browser tests in Chromium
# Nothing is skipped: what cannot be had fails, and says so.
# The summary tells seconds on the clock and of processors; the second are the cost of a run, and
# much the same on a busy machine. PostgreSQL and Chromium are told by tests/seconds.py.
set -uo pipefail
cd "$(dirname "$0")/.."

mode="${1:-all}"
BIN="${BIN:-.venv/bin}"
export PYTHONPATH="$PWD"
reports=build/tests
rm -rf "$reports"
mkdir -p "$reports"
summary=()
failed=0
# Sources are compiled once for all processes, also where a machine keeps nothing compiled: a run
# starts hundreds of programs, and each of them would compile all that it imports.
unset PYTHONDONTWRITEBYTECODE
export TEST_RUN_FOLDER="$PWD/$reports/shared" # what is made once for all steps: tests/once.py
export SERVER_SECONDS="$PWD/$reports/server_seconds"
export TOUR_TOLD="$PWD/$reports/tour" # loads and seconds of the tour, by tests/browser/test_demo.py

used() { # sets `processor`: seconds of everything that was started from here and has ended
  times > "$reports/times" # in this shell: a pipe would count another one
  processor=$(awk '
    FILENAME ~ /times$/ { if (FNR == 2) for (i = 1; i <= NF; i++) { split($i, t, /[ms]/); all += t[1] * 60 + t[2] }; next }
    { all += $1 }
    END { printf "%d", all }
  ' "$reports/times" $([ -e "$SERVER_SECONDS" ] && echo "$SERVER_SECONDS"))
}

step() { # step "name" command…: run it, remember how it went and what it took
  local name="$1" begin before code word=ok
  shift
  printf '\n== %s\n' "$name"
  used
  begin=$SECONDS before=$processor
  "$@"
  code=$?
  used
  [ "$code" -eq 0 ] || word=FAILED failed=1
  summary+=("$(printf '%-6s %5ds %5ds  %s' "$word" $((SECONDS - begin)) $((processor - before)) "$name")")
  return 0
}

tests() { # tests REPORT pytest-arguments…
  local report="$1" code
  shift
  # Two at a time, each file in one process, so that what a file shares is made once; in the order of
  # tests/conftest.py, since xdist's own puts files of few tests last, among them the longest.
  "$BIN/pytest" -n "${TEST_PROCESSES:-2}" --dist loadfile --no-loadscope-reorder --durations=0 --durations-min=60 --junitxml="$reports/$report.xml" \
    -o junit_suite_name="$report" "$@"
  code=$?
  if [ "$code" -eq 5 ]; then
    echo "There are no such tests; that is a fault, not a success." >&2
  fi
  return "$code"
}

find_chromium() { # sets CHROMIUM for the browser tests, installing Debian's when there is none
  local name
  if [ -n "${CHROMIUM:-}" ]; then
    [ -x "$CHROMIUM" ] && return 0
    echo "CHROMIUM is $CHROMIUM, which is not a program that can be started." >&2
    return 1
  fi
  for name in chromium chromium-browser google-chrome; do
    if CHROMIUM="$(command -v "$name")"; then
      export CHROMIUM
      return 0
    fi
  done
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get > /dev/null; then
    echo "No Chromium found. Install it (Debian: apt-get install chromium) or set CHROMIUM." >&2
    return 1
  fi
  echo "No Chromium found; installing Debian's."
  if apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
    --no-install-recommends chromium > /dev/null; then
    CHROMIUM="$(command -v chromium)" && export CHROMIUM && return 0
  fi
  echo "Chromium could not be installed, so the browser tests cannot run. Set CHROMIUM." >&2
  return 1
}

browser_tests() {
  find_chromium && tests browser -m browser tests/browser
}

slowest() { # the ten slowest tests of all runs
  "$BIN/python" - "$reports" << 'PYTHON'
import sys
import xml.etree.ElementTree as tree
from pathlib import Path

timed = [
    (float(case.get("time", "0")), report.stem, f"{case.get('classname')}::{case.get('name')}")
    for report in sorted(Path(sys.argv[1]).glob("*.xml"))
    for case in tree.parse(report).iter("testcase")
]
if timed:
    print("\n== The ten slowest tests")
for seconds, where, name in sorted(timed, reverse=True)[:10]:
    print(f"{seconds:7.2f}s  {where:10}  {name}")
PYTHON
}

case "$mode" in
  all | check | fast | lint) ;;
  *)
    echo "Use: tests/run.sh all|check|fast|lint" >&2
    exit 2
    ;;
esac

if [ "$mode" = fast ]; then
  step "Tests of nothing but Python" tests fast -m pure
else
  step "Format" "$BIN/ruff" format --check .
  step "Lint" "$BIN/ruff" check .
  step "Types" "$BIN/mypy"
  step "Import contracts" "$BIN/lint-imports" --no-logo
fi
if [ "$mode" = check ] || [ "$mode" = all ]; then
  step "Tests on SQLite" tests sqlite -m "not browser"
  step "Every act leaves an entry" "$BIN/python" -m tests.acts_seen
fi
if [ "$mode" = all ]; then
  step "Database tests on PostgreSQL" tests postgresql -m "database and not browser" --db postgresql
  step "Browser tests" browser_tests
fi

slowest
[ -e "$TOUR_TOLD" ] && printf '\n== The tour: %s\n' "$(cat "$TOUR_TOLD")"
used
printf '\n== Summary: %d seconds, of processors %d (user and system)\n' "$SECONDS" "$processor"
printf '%-6s %6s %6s\n' "" clock "used"
printf '%s\n' "${summary[@]}"
exit "$failed"
