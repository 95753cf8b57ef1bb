#!/bin/bash
# clang-format of the one version whose layout is ours: the system's, or that of the package index. Its arguments.
# Exit status 3: there is none and the package index is out of reach.
set -euo pipefail
format=$(command -v clang-format-14) || format=$("$(dirname "$0")/pinned.sh" clang-format 14.0.6)
exec "$format" "$@"
