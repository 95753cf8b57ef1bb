#!/bin/sh
# Runs every fuzz target for some seconds from its seeds; fails when one crashes, leaks or hangs.
#   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz
#   tests/fuzz/run.sh SECONDS [FOLDER OF THE TARGETS]
# What the fuzzer finds goes to <folder>/found/<name>; crashing inputs to <folder>/crash/.
set -u
here=$(cd "$(dirname "$0")" && pwd)
seconds=${1:?usage: run.sh SECONDS [FOLDER]}
folder=${2:-$here/../../build/fuzz/tests/fuzz}
mkdir -p "$folder/crash"
ran=0
failed=
for target in "$folder"/fuzz_*; do
  [ -f "$target" ] && [ -x "$target" ] || continue
  name=${target##*/fuzz_}
  found=$folder/found/$name
  mkdir -p "$found"
  seeds=$here/../corpus/$name
  [ -d "$seeds" ] || seeds=
  ran=$((ran + 1))
  echo "== $name, $seconds s"
  "$target" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$folder/crash/$name-" "$found" ${seeds:+"$seeds"} >"$folder/$name.log" 2>&1 ||
    failed="$failed $name"
  grep -E 'number_of_executed_units|SUMMARY|Test unit written' "$folder/$name.log"
done
[ "$ran" -gt 0 ] || { echo "no fuzz target in $folder" >&2; exit 2; }
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
echo "$ran targets, no crash"
