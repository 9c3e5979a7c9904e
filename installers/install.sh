#!/bin/sh
# Installs Millwright's packages on a Debian or Ubuntu host.
#   installers/install.sh FILE.deb...     these packages
#   installers/install.sh DIR             every millwright package in DIR (default: dist beside this folder)
# Their needs (libc6, libstdc++6, libgcc-s1) are on every Debian; apt fetches one that is not, where there is apt.
set -eu
die() { echo "install.sh: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || die "run it as root"
command -v dpkg >/dev/null || die "this host has no dpkg; only .deb packages exist so far"
[ $# -gt 0 ] || set -- "$(dirname "$0")/../dist"
if [ $# -eq 1 ] && [ -d "$1" ]; then
  arch=$(dpkg --print-architecture)
  dir=$1
  set --
  for file in "$dir"/millwright-coordinator_*_"$arch".deb "$dir"/millwright-agent_*_"$arch".deb; do
    [ -e "$file" ] && set -- "$@" "$file"
  done
  [ $# -gt 0 ] || die "no millwright-*_$arch.deb in $dir: run 'npm run package' first"
fi
for file in "$@"; do [ -f "$file" ] || die "no such file: $file"; done
if ! DEBIAN_FRONTEND=noninteractive dpkg -i "$@"; then
  command -v apt-get >/dev/null || die "dpkg failed"
  DEBIAN_FRONTEND=noninteractive apt-get -y -f install </dev/null
fi
echo "Installed. Settings: /etc/millwright. See: systemctl status 'millwright-*', millwright --help"
