#!/bin/bash
# Runs every fuzz target from its seeds, as many at a time as there are cores (JOBS), for so long that all together
# take SECONDS; fails when one crashes, leaks or hangs.
#   cmake --preset fuzz && cmake --build --preset fuzz --target fuzz
#   tests/fuzz/run.sh SECONDS [FOLDER OF THE TARGETS]
# What the fuzzer finds goes to <folder>/found/<name>; crashing inputs to <folder>/crash/.
set -u
here=$(cd "$(dirname "$0")" && pwd)
budget=${1:?usage: run.sh SECONDS [FOLDER]}
folder=${2:-$here/../../build/fuzz/tests/fuzz}

run_one() {
  local name=${1##*/fuzz_} seeds=$here/../corpus/${1##*/fuzz_}
  [ -d "$seeds" ] || seeds=
  mkdir -p "$folder/found/$name"
  "$1" -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
    -artifact_prefix="$folder/crash/$name-" "$folder/found/$name" ${seeds:+"$seeds"} >"$folder/$name.log" 2>&1
}

mkdir -p "$folder/crash"
targets=()
for target in "$folder"/fuzz_*; do [ ! -f "$target" ] || [ ! -x "$target" ] || targets+=("$target"); done
[ ${#targets[@]} -gt 0 ] || { echo "no fuzz target in $folder" >&2; exit 2; }
jobs=${JOBS:-$(nproc)}
seconds=$((budget * jobs / ${#targets[@]}))
[ "$seconds" -gt 0 ] || seconds=1

failed=
declare -A running=()
for target in "${targets[@]}" ''; do
  # Room for one more; after the last one, for none.
  while [ ${#running[@]} -gt 0 ] && { [ -z "$target" ] || [ ${#running[@]} -ge "$jobs" ]; }; do
    status=0
    wait -n -p ended || status=$?
    [ "$status" -eq 0 ] || failed+=" ${running[$ended]}"
    unset "running[$ended]"
  done
  [ -n "$target" ] || break
  run_one "$target" &
  running[$!]=${target##*/fuzz_}
done

for target in "${targets[@]}"; do
  name=${target##*/fuzz_}
  echo "== $name, $seconds s"
  grep -E 'number_of_executed_units|SUMMARY|Test unit written' "$folder/$name.log"
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
echo "${#targets[@]} targets, no crash"
