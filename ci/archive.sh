#!/bin/sh
# Makes the release archive in a CI job. PYBENCH_TREE is the folder of the build and PYBENCH_ARCHIVE the archive;
# PYBENCH_SETTING, PYBENCH_PRUNE, PYBENCH_STRIP and PYBENCH_ORDER are the options of these names, PYBENCH_EXCLUDE has a
# pattern on each line, PYBENCH_ARCHIVE_OPTIONS an option on each line. Empty variables are ignored.
set -eu

fail() {
  echo "pybench: $*" >&2
  exit 2
}

newline='
'
: "${PYBENCH_TREE:=build}" "${PYBENCH_ARCHIVE:=python.tar.zst}"
case $PYBENCH_ARCHIVE in *"$newline"*) fail "PYBENCH_ARCHIVE must be one line" ;; esac

set -- "--tree=$PYBENCH_TREE" "--output=$PYBENCH_ARCHIVE"
[ -z "${PYBENCH_SETTING-}" ] || set -- "$@" "--setting=$PYBENCH_SETTING"
[ -z "${PYBENCH_PRUNE-}" ] || set -- "$@" "--prune=$PYBENCH_PRUNE"
[ -z "${PYBENCH_STRIP-}" ] || set -- "$@" "--strip=$PYBENCH_STRIP"
[ -z "${PYBENCH_ORDER-}" ] || set -- "$@" "--order=$PYBENCH_ORDER"
# Splits at line ends only, and expands no patterns.
set -f
IFS=$newline
for pattern in ${PYBENCH_EXCLUDE-}; do set -- "$@" "--exclude=$pattern"; done
for option in ${PYBENCH_ARCHIVE_OPTIONS-}; do set -- "$@" "$option"; done

pybench archive "$@"
if [ -n "${GITHUB_OUTPUT-}" ]; then
  {
    echo "archive=$PYBENCH_ARCHIVE"
    echo "bytes=$(stat -c %s -- "$PYBENCH_ARCHIVE")"
    echo "sha256=$(sha256sum <"$PYBENCH_ARCHIVE" | cut -d ' ' -f 1)"
  } >>"$GITHUB_OUTPUT"
fi
