#!/bin/sh
# Runs the firewall rules for real, twice, in a network and a folder of settings of their own: the machine's stay as they are. Needs root, ufw.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p target

if deploy/ufw/rules.sh --dry-run 2>/dev/null; then echo "ufw: runs without SSH_FROM"; exit 1; fi
SSH_FROM=192.0.2.0/24 deploy/ufw/rules.sh --dry-run >/dev/null

settings=$(mktemp -d)
trap 'rm -rf "$settings"' EXIT
cp -a /etc/ufw/. "$settings"
# shellcheck disable=SC2016 # expanded inside
SSH_FROM=192.0.2.0/24 unshare --mount --net --propagation private sh -eu -c '
  mount --bind "$1" /etc/ufw
  mount -t tmpfs tmpfs /run
  ip link set lo up
  deploy/ufw/rules.sh >/dev/null
  mkdir "$1/once"
  cp /etc/ufw/user.rules /etc/ufw/user6.rules "$1/once"
  deploy/ufw/rules.sh >/dev/null
  cmp /etc/ufw/user.rules "$1/once/user.rules"
  cmp /etc/ufw/user6.rules "$1/once/user6.rules"
  ufw status verbose' sh "$settings" >target/ufw.status 2>target/ufw.err || { cat target/ufw.status target/ufw.err; echo "ufw: failed"; exit 1; }

grep -q '^Status: active' target/ufw.status
grep -q '^Default: deny (incoming), allow (outgoing)' target/ufw.status
opened=$(sed -n 's/^\([0-9]*\)\/tcp .*\(ALLOW\|LIMIT\) IN *\([^ ]*\).*/\1 from \3/p' target/ufw.status | sort -u | tr '\n' ',')
[ "$opened" = "22 from 192.0.2.0/24,443 from Anywhere,80 from Anywhere," ] || { echo "ufw: opens $opened"; exit 1; }
echo "ufw: twice is as once; open: $opened"
