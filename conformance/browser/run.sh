#!/bin/sh
# Walks the pages of a running server in a real browser by keyboard alone: first page, search, a
# vulnerability, its history, the sources, the products, one of them, a list that is pasted; in both
# languages, both themes, with and without script. On each page axe-core must find nothing, focus must be seen, and at a width of 320 CSS pixels (400 %
# zoom) nothing but tables may scroll sideways. Prints a table; ends with 1 where something is wrong.
#
# Usage: conformance/browser/run.sh ADDRESS [PATH...]     for example http://127.0.0.1:8080/
# The server holds the sample: noroshi serve --demo
# PATHs are further pages to walk through with Tab and to check.
# Needs node and chromium (CHROMIUM names another one). npm fetches two pinned packages.
set -eu

address=${1:?the address of a running server}
shift
cd "$(dirname "$0")"
[ -d node_modules/axe-core ] || npm ci --ignore-scripts --no-audit --no-fund --silent
exec node walk.mjs "$address" "$@"
