#!/bin/bash
# tools/pinned.sh PACKAGE VERSION: prints the path of the program PACKAGE of that version of the package index, which is
# put into a virtual environment below build/ when it is asked for the first time.
# Exit status 3: it is not there, and the package index is out of reach.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/build/tools/$1-$2
if [ ! -x "$venv/bin/$1" ]; then
  rm -rf "$venv"
  { /usr/bin/python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q --disable-pip-version-check "$1==$2"; } >&2 || {
    rm -rf "$venv"
    exit 3
  }
fi
printf '%s\n' "$venv/bin/$1"
