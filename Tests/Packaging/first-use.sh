#!/bin/sh
# The first steps of a new user on a machine with only the package: every command, on a tree made here. Exit code 0: all
# commands worked.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

step() {
  printf '  %s\n' "$*"
  "$@" >output 2>&1 || {
    code=$?
    cat output >&2
    echo "first-use: '$*' exited with $code" >&2
    exit 1
  }
}

# expect CODE COMMAND…
expect() {
  expected=$1
  shift
  printf '  %s\n' "$*"
  code=0
  "$@" >output 2>&1 || code=$?
  [ "$code" -eq "$expected" ] || {
    cat output >&2
    echo "first-use: '$*' exited with $code instead of $expected" >&2
    exit 1
  }
}

# A tree like a Python's: programs, libraries, modules.
mkdir -p build/bin build/lib/python3.12
cp /bin/cat /bin/ls build/bin
cp /usr/lib/*/libzstd.so.1 build/lib/libexample.so
for number in 1 2 3 4 5 6 7 8 9; do
  i=0
  while [ "$i" -lt 200 ]; do
    echo "def function_${number}_$i(value): return value + $i"
    i=$((i + 1))
  done >"build/lib/python3.12/module$number.py"
done

step pybench --version
# A manual page for each command, and a command for each page.
for page in /usr/share/man/man1/pybench-*.1.gz; do
  command=${page##*/pybench-}
  step pybench help "${command%.1.gz}"
done
step pybench compress --tree build --settings zstd-3,zstd-9-long27,gzip-6,xz-1 --min-time 50ms --output results
step pybench pick results/build
step pybench pick results/build --format json
step pybench report results/build --output page.html
step pybench report results/build --output comment.md
[ -s page.html ] && [ -s comment.md ]
step pybench archive --tree build --output python.tar.zst --setting zstd-19
step pybench inspect --archive python.tar.zst
step pybench check --archive python.tar.zst --baseline baseline.json --update
step pybench check --archive python.tar.zst --baseline baseline.json
step pybench check --archive python.tar.zst --baseline baseline.json --update --history history.jsonl
step pybench history history.jsonl
# A release that grew must fail, and with no other code than 1.
cp /usr/bin/dpkg build/bin/another
step pybench archive --tree build --output grown.tar.zst --setting zstd-19
expect 1 pybench check --archive grown.tar.zst --baseline baseline.json
