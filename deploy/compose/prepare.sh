#!/bin/sh
# Makes what compose.yaml reads as secrets, each in a file of its own; keeps what is there. Run it again after an update.
#   ./prepare.sh          in deploy/compose, with .env beside it; needs openssl, and an image of the server for the master key
set -eu
cd "$(dirname "$0")"
[ -f .env ] || { echo "There is no .env. Make one:  cp .env.example .env" >&2; exit 1; }
setting() { sed -n "s/^$1=//p" .env | tail -n 1; }
folder=$(setting FLOWLET_SECRETS)
folder=${folder:-./secrets}
name=$(setting FLOWLET_NAME)
umask 077
mkdir -p "$folder"

for secret in database_postgres_password database_owner_password database_app_password database_sequencer_password \
  database_reader_password redis_password subscriber_client_secret staff_client_secret; do
  [ -s "$folder/$secret" ] || { openssl rand -hex 24 | tr -d '\n' >"$folder/$secret" && echo "made $secret"; }
done
if [ ! -s "$folder/master_key" ]; then
  # never overwritten: without it everything encrypted is lost
  docker compose run --rm --no-deps -T migrate config new-key >"$folder/master_key.new"
  mv "$folder/master_key.new" "$folder/master_key"
  echo "made master_key: keep a copy apart from the database"
fi
mkdir -p -m 700 "$folder/epochs"
[ -s "$folder/tls.crt" ] || ../nginx/self-signed.sh "$folder" "${name:-localhost}"

# Compose mounts a file as it is: its reader inside must be its owner. 65532 server and client, 999 PostgreSQL and Redis, 101 NGINX.
if [ "$(id -u)" = 0 ]; then
  chown 65532:65532 "$folder/master_key" "$folder/epochs" "$folder/subscriber_client_secret" "$folder/staff_client_secret"
  chown 999:999 "$folder/database_postgres_password" "$folder/database_reader_password" "$folder/redis_password"
  # read by PostgreSQL when it makes the roles, and by the server
  chown 65532:999 "$folder/database_owner_password" "$folder/database_app_password" "$folder/database_sequencer_password"
  chmod 440 "$folder/database_owner_password" "$folder/database_app_password" "$folder/database_sequencer_password"
  chown 101:101 "$folder/tls.key" "$folder/tls.crt"
  chmod 711 "$folder"
else
  echo "Run it as root once: the files must belong to the users inside the containers." >&2
fi
