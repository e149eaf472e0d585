#!/bin/sh
# All tests. Property tests draw from a fixed seed here, so that a green run stays
# green; `make properties` draws anew each time.
set -u
go=${GO:-go}
list=$("$go" list -f '{{.ImportPath}} {{join .TestImports " "}} {{join .XTestImports " "}}' ./...) || exit 1
drawing=$(printf '%s\n' "$list" | awk '/pgregory.net\/rapid/ { print $1 }')
others=$(printf '%s\n' "$list" | awk '!/pgregory.net\/rapid/ { print $1 }')
status=0
"$go" test -timeout 18m $others || status=1
"$go" test -timeout 18m $drawing -rapid.seed="${SEED:-20261123}" || status=1
exit $status
