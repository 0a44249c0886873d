#!/bin/sh
# Run once by the PostgreSQL image, in a new and empty volume: makes Flowlet's four roles, each with the password of its secret.
# Where the cluster exists already: the same by hand with deploy/postgres/roles.sql.
set -eu
: "${ROLES_SQL:=/flowlet/roles.sql}" "${SECRETS:=/run/secrets}"

psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" -f "$ROLES_SQL"
for role in owner app sequencer reader; do
  # read by psql itself: neither in its arguments nor in the environment, where other processes could look
  psql -v ON_ERROR_STOP=1 -q -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<SQL
\\set password \`cat $SECRETS/database_${role}_password\`
alter role flowlet_$role password :'password';
SQL
done
