# Steps with a time and a log each; sourced by the commands of tools/ from the root of the checkout.
logs=build/logs
times=$logs/times # what each step took last time: seconds, a tab, its name
mkdir -p "$logs"
passed=$logs/passed # of which state of checkout and packages each step of tests has passed: the state, a tab, its name
started=$SECONDS

clock() { printf '%d:%02d' $((($1) / 60)) $((($1) % 60)); }

# log_of NAME: where a step's output goes
log_of() { printf '%s/%s.log' "$logs" "$(tr -cs '[:alnum:]' '-' <<<"$1" | sed 's/^-*//; s/-*$//' | tr '[:upper:]' '[:lower:]')"; }

# last_time NAME: " (last time M:SS)", or nothing
last_time() {
  local seconds
  seconds=$(awk -F'\t' -v name="$1" '$2 == name { print $1 }' "$times" 2>/dev/null || true)
  [ -z "$seconds" ] || printf ' (last time %s)' "$(clock "$seconds")"
}

# remember FILE NAME VALUE: in a file of such pairs
remember() {
  { awk -F'\t' -v name="$2" '$2 != name' "$1" 2>/dev/null || true; printf '%s\t%s\n' "$3" "$2"; } >"$1.new"
  mv "$1.new" "$1"
}

# The checkout with what is not committed, and the packages of this system.
state_of_things() {
  { git ls-files -z --cached --others --exclude-standard | xargs -0 sha256sum 2>/dev/null
    sha256sum /var/lib/dpkg/status 2>/dev/null
    uname -r; } | sha256sum | cut -c1-64
}

# show_progress LOG LINE: until it is killed, how far Ninja, ctest, pytest or clang-tidy say that they are.
show_progress() {
  local far
  while kill -0 $$ 2>/dev/null; do
    far=$(tail -c 4000 "$1" | tr '\r' '\n' | grep -oE '^ *[0-9]+/[0-9]+ Test|\[ *[0-9]+(/[0-9]+|%)\]' | tail -n 1 || true)
    printf '\r\033[K%s %s' "$2" "$(tr -d '][ Tes' <<<"$far")"
    sleep 0.5
  done
}

# step NAME COMMAND...: one line while it runs; what it says goes to a log, shown when it fails.
step() {
  local name=$1 log line begun=$SECONDS status=0 watcher=
  shift
  log=$(log_of "$name")
  line=$(printf '[%s] %-46s' "$(clock $((SECONDS - started)))" "$name")
  : >"$log"
  if [ -t 1 ]; then
    show_progress "$log" "$line$(last_time "$name")" &
    watcher=$!
  else
    printf '%s ' "$line"
  fi
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ -n "$watcher" ]; then
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    printf '\r\033[K%s ' "$line"
  fi
  if [ "$status" -eq 0 ]; then
    printf 'ok  %s%s\n' "$(clock $((SECONDS - begun)))" "$(last_time "$name")"
    remember "$times" "$name" $((SECONDS - begun))
    return 0
  fi
  printf 'FAILED\n\n'
  tail -n "${LINES_OF_LOG:-60}" "$log"
  printf '\nFailed: %s. The whole log: %s\n' "$name" "$PWD/$log" >&2
  exit 1
}

# told_step NAME COMMAND...: a step that may leave something out although it passes, and says so.
omitted=()
told_step() {
  local line
  step "$@"
  while IFS= read -r line; do omit "$line"; done < <(grep -hE 'NOT (TESTED|CHECKED)' "$(log_of "$1")" | sort -u)
}
omit() {
  omitted+=("$1")
  printf '*** %s\n' "$1"
}

# tests NAME COMMAND...: a step of tests, which is not repeated while nothing changed since it passed, but with
# again=yes and by the build service.
again=${CI:+yes}
unchanged=
tests() {
  local now before=${#omitted[@]}
  now=$(state_of_things)
  if [ -z "$again" ] && grep -qxF "$now"$'\t'"$1" "$passed" 2>/dev/null; then
    printf '[%s] %-46s unchanged since it passed%s\n' "$(clock $((SECONDS - started)))" "$1" "$(last_time "$1")"
    unchanged=yes
    return 0
  fi
  told_step "$@"
  [ "${#omitted[@]}" -ne "$before" ] || remember "$passed" "$1" "$now"
}

# finish: the last line, behind what was left out.
finish() {
  [ -z "$unchanged" ] || printf '\nWhat has not changed was not repeated; --again repeats it.\n'
  [ ${#omitted[@]} -eq 0 ] || printf '\nNot everything was looked at:\n'
  [ ${#omitted[@]} -eq 0 ] || printf '  %s\n' "${omitted[@]}"
  printf '[%s] All good%s.\n' "$(clock $((SECONDS - started)))" "${omitted:+, as far as it was looked at}"
}

# configure PRESET: only when it was not done before; CMake looks at its own files when it builds. The
# build service takes warnings for errors.
configure() { [ -f "build/$1/build.ninja" ] || cmake --preset "$1" ${CI:+-DWATCHPOST_WERROR=ON}; }

# python_of BUILD ARGUMENT...: Python with the bindings of that build, as root where that is possible: real servers
# need it.
python_of() {
  local as_root=() kept=() name
  if [ "$(id -u)" -ne 0 ] && sudo -n true 2>/dev/null; then as_root=(sudo -n); fi
  for name in CI "${!WATCHPOST_SERVERS_@}"; do kept+=("$name=${!name:-}"); done
  "${as_root[@]}" env "${kept[@]}" PYTHONDONTWRITEBYTECODE=1 "PYTHONPATH=$PWD/$1/bindings/python" \
    /usr/bin/python3 -B "${@:2}"
}

# servers_fetched BUILD: whether real servers can run here; where not, that is told, and a failure under CI.
servers_fetched() {
  local status=0
  python_of "$1" -m watchpost.servers --fetch || status=$?
  [ "$status" -eq 0 ] || printf 'NOT TESTED: what needs real mail servers\n'
  [ -z "${CI:-}" ] || return "$status"
}

# on_servers BUILD PYTEST-ARGUMENT...: pytest. What the tests write stays outside of the checkout.
on_servers() { python_of "$1" -m pytest -p no:cacheprovider -rs -q "${@:2}"; }
