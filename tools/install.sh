#!/bin/bash
# Installs the packages of tools/packages.txt that are missing: tools/install.sh demo [test ...]
# Asks nothing, removes nothing. Quick, and without network, when nothing is missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

say() { printf '%s\n' "$*" >&2; }

wanted() {
  local group='' line
  while IFS= read -r line; do
    line=${line%%#*}
    line=${line//[[:space:]]/}
    case $line in
      '') ;;
      \[*\]) group=${line#[}; group=${group%]} ;;
      *) for each in "$@"; do [ "$each" != "$group" ] || printf '%s\n' "$line"; done ;;
    esac
  done <"$here/packages.txt"
}

installed() { [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }

if ! command -v dpkg-query >/dev/null; then
  say "This machine has no dpkg. The packages of tools/packages.txt, under Debian 12's names, are needed; going on with what is here."
  exit 0
fi

mapfile -t all < <(wanted "$@")
have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${all[@]}" 2>/dev/null | sed -n 's/^installed //p' || true)
missing=()
for package in "${all[@]}"; do
  grep -qxF -- "$package" <<<"$have" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

say "Missing packages: ${missing[*]}"

# libboost1.74-dev and its like cannot stand beside their 1.81 twins; apt would have to remove them.
old=()
for package in libboost-dev libboost1.74-dev libboost-program-options1.74-dev libboost-json1.74-dev \
  libboost-program-options-dev libboost-json-dev; do
  ! installed "$package" || old+=("$package")
done
if [ ${#old[@]} -gt 0 ] && printf '%s\n' "${missing[@]}" | grep -q '^libboost.*1\.81'; then
  say "Boost 1.81 is needed, and its packages conflict with these, which are installed: ${old[*]}"
  say "Nothing was changed. If you do not need them: apt-get remove ${old[*]}"
  exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "Neither root nor sudo: please install them as root: apt-get install ${missing[*]}"
    exit 1
  fi
  as_root=(sudo)
fi

say "Installing them by apt-get${as_root:+ (with ${as_root[*]})} ..."
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" </dev/null >&2; }
apt update || say "apt-get update failed; trying with the lists that are here"
apt install --no-install-recommends --no-remove "${missing[@]}"
