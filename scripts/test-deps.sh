#!/bin/sh
# Installs the real servers and programs some tests run against, where that is
# possible without asking (root on Debian or Ubuntu). Elsewhere the tests that
# need a missing one say so and are reported as not run.
set -u
need=""
missing() { command -v "$1" >/dev/null 2>&1 || [ -x "$1" ] || need="$need $2"; }
missing soffice libreoffice-calc
missing pdftoppm poppler-utils
missing prometheus prometheus
missing clickhouse-server clickhouse-server
[ -n "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null)" ] || need="$need postgresql"
/usr/bin/python3 -c 'import openpyxl' >/dev/null 2>&1 || need="$need python3-openpyxl"
need=$(printf '%s\n' $need | sort -u | tr '\n' ' ')
[ -z "$(printf %s "$need" | tr -d ' ')" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
	echo "installing for the tests: $need"
	# A package that installs a service must not start it here.
	policy=/usr/sbin/policy-rc.d
	made=""
	if [ ! -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=1; fi
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq >/dev/null 2>&1 || true
	for p in $need; do
		apt-get install -y -qq --no-install-recommends "$p" >/dev/null 2>&1 || echo "not installed: $p; the tests that need it are not run"
	done
	[ -n "$made" ] && rm -f "$policy"
else
	echo "not installed, tests that need them are not run: $need"
fi
exit 0
