#!/bin/sh
# Holds the filter against the corpus: every attack is found, with its address; no harmless or forged line is.
#   deploy/test/fail2ban.sh [SERVER_LOG]     needs fail2ban; a log of a real server, in which attacks were made, is looked at too
set -eu
cd "$(dirname "$0")/../.."
mkdir -p target

filter=deploy/fail2ban/filter.d/flowlet.conf
# $1: a log; prints how many lines the filter takes
found() { fail2ban-regex --no-check-all "$1" "$filter" | sed -n 's/^Lines: .* ignored, \([0-9]*\) matched, .*/\1/p'; }
# the addresses that would be banned, one a line found
addresses() { fail2ban-regex --out ip "$1" "$filter"; }

attacks=$(found deploy/fail2ban/corpus/attacks.log)
harmless=$(found deploy/fail2ban/corpus/harmless.log)
echo "fail2ban: $attacks of 100 attacks found, $harmless of 100 harmless lines"
[ "$attacks" = 100 ] && [ "$harmless" = 0 ] || exit 1

sed 's/.*"message":"event=[a-z_]* client_address=\([^ ]*\) .*/\1/' deploy/fail2ban/corpus/attacks.log >target/attackers
addresses deploy/fail2ban/corpus/attacks.log | diff - target/attackers >/dev/null || { echo "fail2ban: another address than the attacker's"; exit 1; }

# the client application stands in compose's network and speaks for everybody
network=$(sed -n 's/.*FLOWLET_EDGE_NETWORK:-\([0-9./]*\).*/\1/p' deploy/compose/compose.yaml)
grep -q "^ignoreip = .*$network" deploy/fail2ban/jail.d/* || { echo "fail2ban: the jail would close out the network of compose"; exit 1; }

[ $# = 0 ] || {
  written=$(grep -cE '"logger":"flowlet.security"\}.*"message":"event=(sign_in_failed|client_refused|token_refused|rate_limited) ' "$1" || :)
  real=$(found "$1")
  echo "fail2ban: $real of $written attacks in the log of the server that was just attacked"
  [ "$real" = "$written" ] || exit 1
  # a server that can tell of attacks must have told of those
  ! grep -rqF '"flowlet.security"' server/src/main/java || [ "$real" -gt 0 ] || exit 1
}
