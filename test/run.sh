#!/usr/bin/env bash
# Runs the tests: all of them, or one half. What follows goes to node's test runner.
#
#   test/run.sh all
#   test/run.sh unit --test-name-pattern=paused
#   test/run.sh e2e
#   test/run.sh unit --files     prints the files instead
#
# Every test file outside the folders below is a unit test, so none can be left out of both halves. run.test.ts sees to it
# that the unit tests stay quick.
set -euo pipefail
cd "$(dirname "$0")/.."

# Their tests run whole programs: built with Go, most of them a control plane; or ours, at the limits of its memory.
e2e='^test/(attack|control-plane|demo|deploy|e2e|flux|helm|monitoring)/'
# Their tests are of pure functions, so that many of them can share a process: to start one takes longer than most of them.
pure='^test/(chronik|cli/generate|controller|kubernetes|kurrentdb|metacontroller|metacontroller-double|schema)/'

half=${1-}
case $half in
  all) files=$(find test -name '*.test.ts' | sort) ;;
  unit) files=$(find test -name '*.test.ts' | grep -Ev "$e2e" | sort) ;;
  e2e) files=$(find test -name '*.test.ts' | grep -E "$e2e" | sort) ;;
  *)
    echo "test/run.sh takes all, unit or e2e; not \"$half\"" >&2
    exit 2
    ;;
esac
shift
# Somebody waits for these; properties look longer in `npm test`.
[[ $half == unit ]] && export QUICK=1

if [[ ${1-} == --files ]]; then
  echo "$files"
  exit
fi

together=$(mktemp -d)
trap 'rm -r "$together"' EXIT
grep -E "$pure" <<<"$files" |
  awk -v to="$together" -v here="$PWD" '{ print "import \"" here "/" $0 "\";" > (to "/" NR % 6 ".test.mjs") }' || true
alone=$(grep -Ev "$pure" <<<"$files" || true)
# Three at a time on two cores: many of them wait for something.
# shellcheck disable=SC2046,SC2086 # No name has a space in it.
node --import tsx --test --test-concurrency=3 "$@" $(find "$together" -name '*.mjs') $alone
