#!/bin/bash
# ruff over the Python files: the one in PATH, or a pinned one in a venv below build/.
# Exit status 3: there is none and the package index is out of reach.
set -euo pipefail
version=0.17.6
cd "$(dirname "$0")/.."
ruff=$(command -v ruff || true)
if [ -z "$ruff" ]; then
  venv=build/tools/ruff-$version
  ruff=$venv/bin/ruff
  if [ ! -x "$ruff" ]; then
    rm -rf "$venv"
    { /usr/bin/python3 -m venv "$venv" && "$venv/bin/python" -m pip install -q --disable-pip-version-check "ruff==$version"; } || {
      rm -rf "$venv"
      exit 3
    }
  fi
fi
"$ruff" --version
"$ruff" check .
"$ruff" format --check .
