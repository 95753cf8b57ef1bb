#!/bin/bash
# Mounts what a root needs and runs a command in it; for tools/on, in mounts and processes of their own:
#   enter_root.sh [--checkout FOLDER --build FOLDER --ccache FOLDER] ROOT COMMAND...
set -euo pipefail
checkout='' build='' ccache=''
while [[ $1 == --* ]]; do
  case $1 in
    --checkout) checkout=$2 ;;
    --build) build=$2 ;;
    --ccache) ccache=$2 ;;
  esac
  shift 2
done
root=$1
shift

# A mount by itself, so that what runs there can have mounts of its own again (unshare --mount).
mount --bind "$root" "$root"
# A /dev of its own: nothing in the root finds the log socket or the shared memory of this machine.
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount -t tmpfs -o mode=755 dev "$root/dev"
for node in null zero full random urandom tty; do
  touch "$root/dev/$node"
  mount --bind "/dev/$node" "$root/dev/$node"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%:*}" "$root/dev/${stream#*:}"; done
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -t tmpfs -o mode=755 run "$root/run"

# The network is this machine's, so its names are too, and the package index of its pip.
cp -L /etc/hosts /etc/resolv.conf "$root/etc/"
copy_to() { [ ! -f "$1" ] || install -D -m 644 "$1" "$root$2"; }
copy_to /etc/pip.conf /etc/pip.conf
copy_to "${HOME:-/root}/.config/pip/pip.conf" /root/.config/pip/pip.conf

kept=()
for name in $(compgen -e); do
  case $name in
    CI | JOBS | TERM | COLORTERM | PIP_* | SSL_CERT_* | *_CA_BUNDLE | *_proxy | *_PROXY | WATCHPOST_*) kept+=("$name=${!name}") ;;
  esac
done
kept+=(HOME=/root USER=root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)

folder=/
if [ -n "$checkout" ]; then
  folder=/watchpost
  mkdir -p "$root/watchpost" "$root/ccache"
  mount --bind "$checkout" "$root/watchpost"
  mount -o remount,bind,ro "$root/watchpost"
  mount --bind "$build" "$root/watchpost/build"
  mount --bind "$ccache" "$root/ccache"
  kept+=(CCACHE_DIR=/ccache)
  limit=$(ccache --get-config max_size 2>/dev/null || true)
  [ -z "$limit" ] || kept+=("CCACHE_MAXSIZE=$limit")
fi
exec 9>&-
# Not exec: the first process of a family of its own must stay to bury the orphans.
chroot "$root" /usr/bin/env -i "${kept[@]}" /bin/sh -c 'cd "$0" && exec "$@"' "$folder" "$@"
