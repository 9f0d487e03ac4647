#!/usr/bin/env bash
# Runs the checks: all | check | lint. `make test`, `make check` and `make lint` call it.
#   lint   format, lint, types, import contracts
#   check  lint, and the tests on SQLite without a browser
#   all    check, the database tests on PostgreSQL, and the browser tests in Chromium
# Nothing is skipped: what cannot be had fails, and says so.
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

step() { # step "name" command…: run it, remember how it went and how long it took
  local name="$1" begin code
  shift
  printf '\n== %s\n' "$name"
  begin=$SECONDS
  "$@"
  code=$?
  if [ "$code" -eq 0 ]; then
    summary+=("ok      $(printf '%4ds' $((SECONDS - begin)))  $name")
  else
    summary+=("FAILED  $(printf '%4ds' $((SECONDS - begin)))  $name")
    failed=1
  fi
  return 0
}

tests() { # tests REPORT pytest-arguments…
  local report="$1" code
  shift
  # Two at a time, each file in one process, so that what a file shares is made once.
  "$BIN/pytest" -n "${TEST_PROCESSES:-2}" --dist loadfile --durations=0 --durations-min=60 --junitxml="$reports/$report.xml" \
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
  find_chromium && tests browser -m browser
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
  all | check | lint) ;;
  *)
    echo "Use: tests/run.sh all|check|lint" >&2
    exit 2
    ;;
esac

step "Format" "$BIN/ruff" format --check .
step "Lint" "$BIN/ruff" check .
step "Types" "$BIN/mypy"
step "Import contracts" "$BIN/lint-imports" --no-logo
if [ "$mode" != lint ]; then
  step "Tests on SQLite" tests sqlite -m "not browser"
fi
if [ "$mode" = all ]; then
  step "Database tests on PostgreSQL" tests postgresql -m "database and not browser" --db postgresql
  step "Browser tests" browser_tests
fi

slowest
printf '\n== Summary (%ds in all)\n' "$SECONDS"
printf '%s\n' "${summary[@]}"
exit "$failed"
