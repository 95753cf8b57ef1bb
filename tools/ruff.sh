#!/bin/bash
# ruff over the Python files: the one in PATH, or a pinned one of the package index.
# Exit status 3: there is none and the package index is out of reach.
set -euo pipefail
cd "$(dirname "$0")/.."
ruff=$(command -v ruff) || ruff=$(tools/pinned.sh ruff 0.17.6)
export RUFF_CACHE_DIR=build/ruff
"$ruff" --version
"$ruff" check .
"$ruff" format --check .
