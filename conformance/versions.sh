#!/bin/sh
# Compares versions with the programs that own them, and ranges with the libraries that read them, on random pairs:
# like real ones, and nasty. Judges are dpkg (its Perl library for all pairs, dpkg itself for a sample), rpm, the Python
# package `packaging`, node-semver, RubyGems and composer/semver; then come the test cases of the vers specification, as
# the Python package `univers` carries them. pip and npm fetch pinned packages; the libraries of dpkg, rpm and Composer,
# ruby and php have to be there. Prints a line per judge and one per known difference with its clause; ends with 1 where
# a difference is not known.
#
# Usage: conformance/versions.sh [NOROSHI] [PAIRS OF EACH SCHEME, besides those that it refuses]
set -eu
cd "$(dirname "$0")/.."
case ${1:-target/release/noroshi} in /*) noroshi=$1 ;; *) noroshi=$PWD/${1:-target/release/noroshi} ;; esac
many=${2:-100000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
pip="$work/python/bin/pip --quiet --disable-pip-version-check"
$pip install packaging==26.3
$pip download --no-deps --no-binary :all: -d "$work/univers" univers==32.0.1
tar -xzf "$work"/univers/univers-*.tar.gz -C "$work/univers" --strip-components=1
cp conformance/versions/package.json "$work"
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --silent)

# rpm's library comes with the system's Python.
system_python=/usr/bin/python3
exec "$work/python/bin/python" -B conformance/versions/compare.py "$noroshi" "$many" "$work" "$system_python"
