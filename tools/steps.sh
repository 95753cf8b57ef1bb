# Steps with a time and a log each; sourced by tools/demo and tools/test from the root of the checkout.
logs=build/logs
mkdir -p "$logs"
started=$SECONDS

clock() { printf '%d:%02d' $((($1) / 60)) $((($1) % 60)); }

# step NAME COMMAND...: one line while it runs; what it says goes to a log, shown when it fails.
step() {
  local name=$1 log begun=$SECONDS status=0
  shift
  log=$logs/$(tr -cs '[:alnum:]' '-' <<<"$name" | sed 's/^-*//; s/-*$//' | tr '[:upper:]' '[:lower:]').log
  printf '[%s] %-46s ' "$(clock $((SECONDS - started)))" "$name"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 0 ]; then
    printf 'ok  %s\n' "$(clock $((SECONDS - begun)))"
    return 0
  fi
  printf 'FAILED\n\n'
  tail -n "${LINES_OF_LOG:-60}" "$log"
  printf '\nFailed: %s. The whole log: %s\n' "$name" "$PWD/$log" >&2
  exit 1
}

# configure PRESET: only when it was not done before; CMake looks at its own files when it builds.
configure() { [ -f "build/$1/build.ninja" ] || cmake --preset "$1"; }
