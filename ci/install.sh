#!/bin/sh
# Installs pybench in a CI job. PYBENCH_PACKAGE is the path or the https URL of its Debian package. A URL needs
# PYBENCH_PACKAGE_SHA256, the package's SHA-256; for a path it is optional. With PYBENCH_COMMENT=true, the packages that
# comment.sh needs are installed too.
set -eu

fail() {
  echo "pybench: $*" >&2
  exit 2
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

apt_get() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 --yes --quiet "$@" </dev/null >&2
}

[ -n "${PYBENCH_PACKAGE-}" ] || fail "set PYBENCH_PACKAGE, the path or URL of pybench's .deb"
command -v apt-get >/dev/null || fail "cannot install a Debian package: there is no apt-get; use Debian or Ubuntu"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# apt reads the package as another user.
chmod 755 "$folder"
package=$folder/pybench.deb

tools=
for tool in ${PYBENCH_COMMENT:+curl jq}; do
  [ "$PYBENCH_COMMENT" != true ] || command -v "$tool" >/dev/null || tools="$tools $tool"
done
case $PYBENCH_PACKAGE in
  https://*)
    [ -n "${PYBENCH_PACKAGE_SHA256-}" ] ||
      fail "PYBENCH_PACKAGE is a URL: set PYBENCH_PACKAGE_SHA256 too, so that no other file is installed"
    command -v curl >/dev/null || tools="ca-certificates curl $tools"
    ;;
  *://*) fail "cannot download $PYBENCH_PACKAGE: only https is supported" ;;
  *) [ -f "$PYBENCH_PACKAGE" ] || fail "cannot read $PYBENCH_PACKAGE: it is not a file" ;;
esac

apt_get update || echo "pybench: apt-get update failed; continuing with the existing package lists" >&2
# Not quoted: a list of names without spaces.
# shellcheck disable=SC2086
[ -z "$tools" ] || apt_get install --no-install-recommends $tools

case $PYBENCH_PACKAGE in
  https://*)
    curl --fail --silent --show-error --location --proto =https --retry 3 --output "$package" \
      --url "$PYBENCH_PACKAGE" || fail "cannot download $PYBENCH_PACKAGE"
    ;;
  *) cp -- "$PYBENCH_PACKAGE" "$package" ;;
esac
chmod 644 "$package"
if [ -n "${PYBENCH_PACKAGE_SHA256-}" ]; then
  echo "$PYBENCH_PACKAGE_SHA256  $package" | sha256sum --check --status ||
    fail "cannot install $PYBENCH_PACKAGE: its SHA-256 is not PYBENCH_PACKAGE_SHA256"
fi
# binutils strips binaries. The package only recommends it, and images may not install recommended packages.
apt_get install --no-install-recommends "$package" binutils
pybench --version
