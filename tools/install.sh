#!/bin/bash
# Installs the packages of tools/packages.txt that are missing: tools/install.sh demo [GROUP ...]
# Asks nothing but sudo's password, removes nothing. Quick, and without network, when nothing is missing.
# What cannot be installed here is told. It is an error in group demo, and under CI=true in any;
# else standard output has the names of the groups that are not whole, one a line.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

say() { printf '%s\n' "$*" >&2; }

# PRETTY_NAME and such (os-release(5)); a machine without the file has no name.
of_system() { sed -n "s/^$1=//p" /etc/os-release 2>/dev/null | tr -d \"\'; }
case $(of_system ID)$(of_system VERSION_ID) in
  debian12 | debian13) system=$(of_system ID)$(of_system VERSION_ID) ;;
  *)
    name=$(of_system PRETTY_NAME)
    say "${name:-This system} is not one of those whose packages are listed: Debian 12 and Debian 13."
    say "Nothing is installed; going on with what is here. What is needed is in tools/packages.txt, under Debian's names."
    exit 0
    ;;
esac

# wanted GROUP...: its packages on this system
wanted() {
  local group='' line package releases
  while IFS= read -r line; do
    read -r package releases <<<"${line%%#*}" || true
    case $package in
      '') ;;
      \[*\]) group=${package#[}; group=${group%]} ;;
      *)
        case " ${releases:-$system} " in *" $system "*) ;; *) continue ;; esac
        for each in "$@"; do [ "$each" != "$group" ] || printf '%s\n' "$package"; done
        ;;
    esac
  done <"$here/packages.txt"
}

installed() { [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]; }

# lacking GROUP...: those of its packages that are not installed
lacking() {
  local all have
  mapfile -t all < <(wanted "$@" | sort -u)
  have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${all[@]}" 2>/dev/null | sed -n 's/^installed //p' || true)
  for package in "${all[@]}"; do grep -qxF -- "$package" <<<"$have" || printf '%s\n' "$package"; done
}

# left_out REASON: how far one can come with what is here
left_out() {
  local group packages status=0
  say "$1"
  for group in "${groups[@]}"; do
    mapfile -t packages < <(lacking "$group")
    [ ${#packages[@]} -gt 0 ] || continue
    say "  for $group: ${packages[*]}"
    if [ "$group" = demo ] || [ -n "${CI:-}" ]; then status=1; else printf '%s\n' "$group"; fi
  done
  if [ "$status" -eq 0 ]; then
    say 'Going on without these groups.'
  else
    say "Please install them as root: apt-get install --no-install-recommends ${missing[*]}"
  fi
  exit "$status"
}

groups=("$@")
mapfile -t missing < <(lacking "${groups[@]}")
[ ${#missing[@]} -gt 0 ] || exit 0
say "Missing packages: ${missing[*]}"

# Debian 12's own Boost is 1.74, whose packages cannot stand beside those of 1.81; apt would have to remove them.
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
  sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } || left_out 'Neither root nor sudo, so these cannot be installed:'
  as_root=(sudo)
fi

say "Installing them by apt-get${as_root:+ (with ${as_root[*]})} ..."
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 "$@" </dev/null >&2; }
apt update || say "apt-get update failed; trying with the lists that are here"
apt install --no-install-recommends --no-remove "${missing[@]}" || left_out 'apt-get failed, so these are missing:'
