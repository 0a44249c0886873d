#!/bin/sh
# Holds the rules of docs/operating/alerts.md to Prometheus: they parse, and fire when they should and not otherwise.
#   deploy/test/alerts.sh PROMTOOL     promtool is part of Prometheus
set -eu
cd "$(dirname "$0")/../.."
folder=target/test/alerts
mkdir -p $folder
awk '/^```yaml/ {inside = 1; next} /^```/ {inside = 0} inside' docs/operating/alerts.md >$folder/rules.yml
grep -q 'alert:' $folder/rules.yml || { echo "docs/operating/alerts.md has no rules"; exit 1; }
cp deploy/test/alerts.yml $folder/tests.yml
"$1" check rules $folder/rules.yml >$folder/log 2>&1 && "$1" test rules $folder/tests.yml >>$folder/log 2>&1 || { cat $folder/log; exit 1; }
# a rule that no test names is not tested
for alert in $(sed -n 's/.*alert: *//p' $folder/rules.yml); do
  grep -q "alertname: $alert\$" $folder/tests.yml || { echo "$alert: no test in deploy/test/alerts.yml"; exit 1; }
done
echo "alerts: $(grep -c 'alert:' $folder/rules.yml) rules fire when they should"
