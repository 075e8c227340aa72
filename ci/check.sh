#!/bin/sh
# Compares the archive with a baseline in a CI job, and exits with the code of pybench check. PYBENCH_ARCHIVE is the
# archive, PYBENCH_BASELINE the baseline; PYBENCH_MAX_GROWTH, PYBENCH_MIN_BYTES, PYBENCH_FAIL_ON and
# PYBENCH_MAX_SIZE are the options of these names, PYBENCH_REQUIRE has a pattern on each line, PYBENCH_CHECK_OPTIONS an
# option on each line. Empty variables are ignored. The result goes to PYBENCH_REPORT, as Markdown.
set -eu

fail() {
  echo "pybench: $*" >&2
  exit 2
}

newline='
'
: "${PYBENCH_ARCHIVE:=python.tar.zst}" "${PYBENCH_REPORT:=pybench-check.md}"
[ -n "${PYBENCH_BASELINE-}" ] || fail "set PYBENCH_BASELINE, the manifest that 'pybench check --update' wrote"
case $PYBENCH_REPORT in *"$newline"*) fail "PYBENCH_REPORT must be one line" ;; esac

set -- "--archive=$PYBENCH_ARCHIVE" "--baseline=$PYBENCH_BASELINE" --format=markdown
[ -z "${PYBENCH_MAX_GROWTH-}" ] || set -- "$@" "--max-growth=$PYBENCH_MAX_GROWTH"
[ -z "${PYBENCH_MIN_BYTES-}" ] || set -- "$@" "--min-bytes=$PYBENCH_MIN_BYTES"
[ -z "${PYBENCH_FAIL_ON-}" ] || set -- "$@" "--fail-on=$PYBENCH_FAIL_ON"
[ -z "${PYBENCH_MAX_SIZE-}" ] || set -- "$@" "--max-size=$PYBENCH_MAX_SIZE"
# Splits at line ends only, and expands no patterns.
set -f
IFS=$newline
for pattern in ${PYBENCH_REQUIRE-}; do set -- "$@" "--require=$pattern"; done
for option in ${PYBENCH_CHECK_OPTIONS-}; do set -- "$@" "$option"; done

code=0
pybench check "$@" >"$PYBENCH_REPORT" || code=$?
cat -- "$PYBENCH_REPORT"
case $code in
  0) result=passed ;;
  1) result=failed ;;
  *) result=error ;;
esac
if [ -n "${GITHUB_OUTPUT-}" ]; then
  {
    echo "result=$result"
    # After an error there is no result to comment.
    [ ! -s "$PYBENCH_REPORT" ] || echo "report=$PYBENCH_REPORT"
  } >>"$GITHUB_OUTPUT"
fi
exit "$code"
