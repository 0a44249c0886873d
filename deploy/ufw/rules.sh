#!/bin/sh
# The machine's own firewall: everything closed but HTTP, HTTPS and, from one network, SSH. Idempotent: rules that are there stay as they are.
#   SSH_FROM=192.0.2.0/24 deploy/ufw/rules.sh              sets the rules and switches the firewall on
#   SSH_FROM=192.0.2.0/24 deploy/ufw/rules.sh --dry-run    shows what it would do
# Docker publishes ports past ufw: with deploy/compose, FLOWLET_BIND and the chain DOCKER-USER decide who reaches them, and these rules guard
# the rest of the machine.
set -eu

: "${SSH_FROM:?names the network that may come by SSH, such as 192.0.2.0/24; without one you would lock yourself out}"
dry=
case ${1-} in
  '') ;;
  --dry-run) dry=--dry-run ;;
  *) echo "usage: SSH_FROM=NETWORK rules.sh [--dry-run]" >&2; exit 64 ;;
esac
rule() { ufw $dry "$@"; }

rule default deny incoming
rule default allow outgoing
rule default deny routed
# limit: six connections in 30 seconds from one address, then refused
rule limit proto tcp from "$SSH_FROM" to any port 22 comment "SSH for operators"
rule allow proto tcp from any to any port 80 comment "HTTP, redirects"
rule allow proto tcp from any to any port 443 comment "HTTPS"
# by themselves closed already; said aloud, so that no later rule opens them by accident: API and management, PostgreSQL, Redis
for port in 8080 8081 8090 5432 6379; do
  rule deny proto tcp from any to any port "$port" comment "inside only"
done
rule logging low
[ -n "$dry" ] || ufw --force enable
