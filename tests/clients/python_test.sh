#!/usr/bin/env bash
# Python's sqlite3 module, as Debian builds it.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
python=/usr/bin/python3
[ -x "$python" ] || skip "no $python here"
"$python" -c 'import sqlite3, sys; sys.exit(0 if hasattr(sqlite3.Connection, "enable_load_extension") else 1)' ||
  skip "this Python's sqlite3 module cannot load extensions"
with_runtime "$python" -X faulthandler "$(dirname "${BASH_SOURCE[0]}")/python_client.py" "$module"
