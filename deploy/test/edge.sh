#!/bin/sh
# The topology of deploy/compose started by hand: PostgreSQL, the server from its image, NGINX with TLS in front; then Edge.java looks at it.
# No container engine is needed: the image's files are mounted read-only and its own entry point is started in them as uid 65532.
#   deploy/test/edge.sh      needs root, buildah, mmdebstrap, nginx, sslscan, openssl, PostgreSQL's programs (PG_BIN) and a JDK 25
# STORE=folder keeps what buildah makes, and IMAGE=localhost/flowlet-server takes it from there the next time.
set -eu
cd "$(dirname "$0")/../.."

: "${PG_BIN:=/usr/lib/postgresql/15/bin}" "${IMAGE:=}"
for jdk in "${FLOWLET_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
  if [ -x "$jdk/bin/jlink" ] && grep -qE '^JAVA_VERSION="(2[5-9]|[3-9])' "$jdk/release" 2>/dev/null; then JAVA_HOME=$jdk && break; fi
done
export JAVA_HOME
uid=65532
db_port=54339 port=18080 management_port=18081 client_port=18090 tls_port=18443 http_port=18480
work=$(mktemp -d)
logs=$PWD/target/test/edge
mkdir -p "$logs"
chmod 755 "$work"
server= client= container=

export BUILDAH_ISOLATION=chroot
# overlay copies nothing, vfs works everywhere
for driver in overlay vfs; do
  BUILDAH="buildah --root ${STORE:-$work}/$driver --runroot ${STORE:-$work}/run-$driver --storage-driver $driver"
  if probe=$($BUILDAH from scratch 2>/dev/null) && $BUILDAH mount "$probe" >/dev/null 2>&1; then break; fi
done
export BUILDAH

finish() {
  code=$?
  [ -z "$server" ] || kill -9 "$server" 2>/dev/null || :
  [ -z "$client" ] || kill -9 "$client" 2>/dev/null || :
  [ ! -f "$work/run/nginx.pid" ] || kill "$(cat "$work/run/nginx.pid")" 2>/dev/null || :
  [ ! -f "$work/pg/postmaster.pid" ] || runuser -u postgres -- "$PG_BIN/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null || :
  [ -z "$container" ] || $BUILDAH umount --all >/dev/null 2>&1 || :
  rm -rf "$work"
  [ "$code" = 0 ] || echo "edge: failed; the logs: target/test/edge"
}
trap finish EXIT
trap 'exit 1' INT TERM

now() { date +%s%N; }
seconds() { awk -v from="$1" -v to="$(now)" 'BEGIN { printf "%.1f", (to - from) / 1e9 }'; }
secret() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }

# --- secrets, as files that only their reader can read
mkdir -m 0711 "$work/secrets"
for name in postgres owner app sequencer reader; do secret >"$work/secrets/database_${name}_password"; done

# --- PostgreSQL, with the roles that compose would make
mkdir "$work/pg" && chown postgres "$work/pg"
cp "$work/secrets/database_postgres_password" "$work/pg.password" && chown postgres "$work/pg.password"
runuser -u postgres -- "$PG_BIN/initdb" -D "$work/pg" -U postgres -A scram-sha-256 --pwfile="$work/pg.password" -E UTF8 \
  --locale=C.UTF-8 >"$logs/postgres.log"
runuser -u postgres -- "$PG_BIN/pg_ctl" -D "$work/pg" -w start >/dev/null -l "$work/pg/log" \
  -o "-p $db_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
PGPASSWORD=$(cat "$work/secrets/database_postgres_password")
export PGPASSWORD
PGHOST=127.0.0.1 PGPORT=$db_port "$PG_BIN/psql" -q -U postgres -d postgres -c 'create database flowlet'
PGHOST=127.0.0.1 PGPORT=$db_port POSTGRES_USER=postgres POSTGRES_DB=flowlet SECRETS=$work/secrets \
  ROLES_SQL=deploy/postgres/roles.sql deploy/compose/postgres/roles.sh
unset PGPASSWORD

# --- the image
if [ -z "$IMAGE" ]; then
  start=$(now)
  deploy/docker/base.sh
  echo "bases made in $(seconds "$start") s ($driver)"
  $BUILDAH build --quiet --format docker --build-arg BASE_IMAGE=localhost/flowlet-base --build-arg JDK_IMAGE=localhost/flowlet-jdk \
    -f deploy/docker/server.Dockerfile -t localhost/flowlet-server . >"$logs/image.log" 2>&1 \
    || { tail -n 40 "$logs/image.log"; echo "edge: the image does not build"; exit 1; }
  $BUILDAH build --quiet --format docker --build-arg BASE_IMAGE=localhost/flowlet-base --build-arg JDK_IMAGE=localhost/flowlet-jdk \
    -f deploy/docker/client.Dockerfile -t localhost/flowlet-client . >"$logs/client-image.log" 2>&1 \
    || { tail -n 40 "$logs/client-image.log"; echo "edge: the client's image does not build"; exit 1; }
  IMAGE=localhost/flowlet-server
  echo "images built in $(seconds "$start") s"
fi
container=$($BUILDAH from --pull-never "$IMAGE")
root=$($BUILDAH mount "$container")
config() { $BUILDAH inspect --type container --format "$1" "$container"; }
[ "$(config '{{.Docker.Config.User}}')" = "$uid:$uid" ] || { echo "edge: the image does not run as $uid"; exit 1; }
config '{{range .Docker.Config.Env}}{{println .}}{{end}}' | grep -v '^$' >"$work/env"
config '{{range .Docker.Config.Entrypoint}}{{println .}}{{end}}' | grep -v '^$' >"$work/entrypoint"
config '{{range .Docker.Config.Healthcheck.Test}}{{println .}}{{end}}' | grep -v '^$' | tail -n +2 | sed "s/^8081$/$management_port/" >"$work/health"
for never in bin/sh bin/bash usr/bin/sh usr/bin/bash app/lib/flowlet-demo.jar; do
  [ ! -e "$root/$never" ] || { echo "edge: the image holds $never"; exit 1; }
done
if find "$root/app" -name '*embedded-postgres*' | grep -q .; then echo "edge: the image holds the demo's PostgreSQL"; exit 1; fi
if find "$root" -xdev -perm /6000 -type f | grep -q .; then echo "edge: the image holds a setuid file"; exit 1; fi
"$JAVA_HOME/bin/java" -cp 'server/target/app/lib/*' deploy/test/Sbom.java "$root/app/sbom.json" "$root/app/lib"
echo "image: $(du -sm --apparent-size "$root" | cut -f1) MB (Java $(du -sm "$root/opt/java" | cut -f1), libraries $(du -sm "$root/app/lib" | cut -f1), AOT cache $(du -sm "$root/app/flowlet.aot" | cut -f1))"

# --- how a container would see it: read-only root, /tmp in memory, secrets, one volume
mkdir -p "$root/run/secrets" "$root/proc" "$root/dev" "$work/state"
mkdir -m 700 "$work/state/epochs"
mkdir "$work/mounted" && cp "$work"/secrets/database_app_password "$work"/secrets/database_sequencer_password "$work"/secrets/database_owner_password "$work/mounted"
chown -R $uid:$uid "$work/mounted" "$work/state" && chmod 700 "$work/mounted" && chmod 600 "$work/mounted"/*
cat >"$work/enter" <<'SH'
# $1 root, $2 work, then the command; runs in a mount namespace of its own and becomes the command
set -eu
root=$1 work=$2
shift 2
mount --bind "$root" "$root"
mount -t tmpfs -o mode=1777,nosuid,nodev,size=64m tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$work/mounted" "$root/run/secrets"
mount --bind "$work/state" "$root/var/lib/flowlet"
mount -o remount,bind,ro "$root"
cd /
exec setpriv --no-new-privs chroot --userspec=65532:65532 --groups=65532 "$root" "$@"
SH
# $1: file with the words of a command, one a line; the rest is appended to it
image() {
  file=$1
  shift
  # shellcheck disable=SC2046 # neither the words of an entry point nor these settings hold white space
  set -- $(cat "$file") "$@"
  exec env -i $(cat "${env_file:-$work/env}") ${more_env:-} FLOWLET_DATABASE_URL=jdbc:postgresql://127.0.0.1:$db_port/flowlet \
    unshare --mount --propagation private sh "$work/enter" "$root" "$work" "$@"
}
settings="FLOWLET_DATABASE_APP_PASSWORD_FILE=/run/secrets/database_app_password
  FLOWLET_DATABASE_SEQUENCER_PASSWORD_FILE=/run/secrets/database_sequencer_password
  FLOWLET_VAULT_MASTER_KEY_FILE=/run/secrets/master_key FLOWLET_VAULT_KEY_STORE=/var/lib/flowlet/epochs FLOWLET_IDENTITY_ISSUER=https://localhost
  FLOWLET_AUDIT_ORIGIN=edge.test/audit FLOWLET_EDGE_TRUSTED_PROXIES=127.0.0.1 FLOWLET_SERVER_PORT=$port
  FLOWLET_SERVER_MANAGEMENT_PORT=$management_port"

# the cache must be usable, not merely there: with AOTMode=on the JVM refuses to start otherwise
sed 's/^-XX:AOTCache=/-XX:AOTMode=on\n&/' "$work/entrypoint" >"$work/strict"
(image "$work/strict" version)
(image "$work/entrypoint" config new-key) >"$work/mounted/master_key"
chown $uid:$uid "$work/mounted/master_key" && chmod 600 "$work/mounted/master_key"
start=$(now)
(more_env="FLOWLET_DATABASE_OWNER_PASSWORD_FILE=/run/secrets/database_owner_password"; image "$work/entrypoint" migrate) >"$logs/migrate.log" 2>&1 \
  || { cat "$logs/migrate.log"; exit 1; }
echo "migrate: $(tail -n 1 "$logs/migrate.log") in $(seconds "$start") s"
if (image "$work/health") then echo "edge: the health check is content without a server"; exit 1; fi
rm "$work/mounted/database_owner_password"

start=$(now)
(more_env=$settings; image "$work/entrypoint" serve) >"$logs/server.log" 2>&1 &
server=$!
until (image "$work/health"); do
  kill -0 $server 2>/dev/null || { tail -n 20 "$logs/server.log"; echo "edge: the server ended"; exit 1; }
  [ "$(seconds "$start" | cut -d. -f1)" -lt 90 ] || { echo "edge: the server is not ready after 90 s"; exit 1; }
  sleep 0.2
done
echo "server ready, by the image's own health check, after $(seconds "$start") s; resident $(($(awk '/VmRSS/ { print $2 }' /proc/$server/status) / 1024)) MB"
grep -E '^(Uid|NoNewPrivs|CapEff):' /proc/$server/status | tr -s '\t\n' ' ' | grep -q "Uid: $uid .*CapEff: 0000000000000000 .*NoNewPrivs: 1" \
  || { echo "edge: the server has more rights than it should"; exit 1; }
link=$( (more_env=$settings; image "$work/entrypoint" admin invite) 2>/dev/null)

# --- NGINX as it is shipped; only ports, names of hosts and folders are this machine's
mkdir -p "$work/nginx/flowlet" "$work/run" "$work/tls"
deploy/nginx/self-signed.sh "$work/tls" localhost
cp "$work/tls/tls.crt" "$logs/tls.crt"
cp -r deploy/nginx/. "$work/nginx/flowlet/"
mv "$work/nginx/flowlet/nginx.conf" "$work/nginx/nginx.conf"
cp /etc/nginx/mime.types "$work/nginx/"
sed -i "s#/tmp/#$work/run/#" "$work/nginx/nginx.conf"
sed -i "s/\(listen .*\)8080/\1$http_port/; s/\(listen .*\)8443/\1$tls_port/" "$work/nginx/flowlet/servers.conf"
sed -i "s#/run/secrets/tls_certificate#$work/tls/tls.crt#; s#/run/secrets/tls_key#$work/tls/tls.key#" "$work/nginx/flowlet/sites/certificate.conf"
# nothing listens behind the client application's name until it is started
sed -i "s/server:8080/127.0.0.1:$port/; s/client:8090/127.0.0.1:9/" "$work/nginx/flowlet/sites/upstreams.conf"
for log in access nginx nginx-t; do : >"$logs/$log.log"; done
chown -R $uid:$uid "$work/run" "$work/tls" "$logs/access.log" "$logs"/nginx*.log
nginx() { setpriv --reuid=$uid --regid=$uid --clear-groups --no-new-privs nginx -p "$work/nginx/" -c "$work/nginx/nginx.conf" "$@"; }
nginx -t >>"$logs/access.log" 2>"$logs/nginx-t.log" || { cat "$logs/nginx-t.log"; exit 1; }
nginx >>"$logs/access.log" 2>>"$logs/nginx.log"

look() {
  "$JAVA_HOME/bin/java" -Dedge.tls="$tls_port" -Dedge.http="$http_port" -Dedge.management="$management_port" -Dedge.logs="$logs" \
    -Dedge.guideline="${GUIDELINE:-../shared/data/mozilla-tls/guidelines-6.0.json}" -cp 'server/target/app/lib/*' deploy/test/Edge.java "$@"
}
look open "$link"
printf 'allow 192.0.2.10;\ndeny all;\n' >"$work/nginx/flowlet/sites/allowed-gateways.conf"
nginx -s reload >>"$logs/access.log" 2>>"$logs/nginx.log"
sleep 1
look denied

# --- TLS, by somebody else's eyes
sslscan --xml="$logs/sslscan.xml" --no-colour "localhost:$tls_port" >"$logs/sslscan.log"
look tls "$logs/sslscan.xml"

# --- the client from its own image, behind the same NGINX
other=$($BUILDAH from --pull-never localhost/flowlet-client)
client_root=$($BUILDAH mount "$other")
[ "$(container=$other; config '{{.Docker.Config.User}}')" = "$uid:$uid" ] || { echo "edge: the client's image does not run as $uid"; exit 1; }
(container=$other; config '{{range .Docker.Config.Env}}{{println .}}{{end}}') | grep -v '^$' >"$work/client.env"
(container=$other; config '{{range .Docker.Config.Entrypoint}}{{println .}}{{end}}') | grep -v '^$' \
  | sed 's/^-XX:AOTCache=/-XX:AOTMode=on\n&/' >"$work/client.entrypoint"
mkdir -p "$client_root/run/secrets" "$client_root/proc" "$client_root/dev" "$client_root/var/lib/flowlet"
start=$(now)
(root=$client_root env_file=$work/client.env
  more_env="FLOWLET_CLIENT_SERVER_URL=http://127.0.0.1:$port FLOWLET_CLIENT_ISSUER=https://localhost FLOWLET_CLIENT_PUBLIC_URL=https://localhost
    FLOWLET_CLIENT_SUBSCRIBER_CLIENT_ID=cli_edge FLOWLET_CLIENT_SUBSCRIBER_CLIENT_SECRET=edge FLOWLET_CLIENT_STAFF_CLIENT_ID=cli_edge
    FLOWLET_CLIENT_STAFF_CLIENT_SECRET=edge FLOWLET_CLIENT_PORT=$client_port"
  image "$work/client.entrypoint") >"$logs/client.log" 2>&1 &
client=$!
sed -i "s/127.0.0.1:9;/127.0.0.1:$client_port;/" "$work/nginx/flowlet/sites/upstreams.conf"
printf 'allow all;\n' >"$work/nginx/flowlet/sites/allowed-gateways.conf"
nginx -s reload >>"$logs/access.log" 2>>"$logs/nginx.log"
until curl -sf --cacert "$work/tls/tls.crt" -D "$work/headers" -o "$work/page" "https://localhost:$tls_port/"; do
  kill -0 $client 2>/dev/null || { tail -n 20 "$logs/client.log"; echo "edge: the client ended"; exit 1; }
  [ "$(seconds "$start" | cut -d. -f1)" -lt 60 ] || { echo "edge: the client is not ready after 60 s"; exit 1; }
  sleep 0.2
done
grep -q 'Open an account' "$work/page" || { echo "edge: the first page of the client is another"; exit 1; }
grep -qi "^content-security-policy: default-src 'none'" "$work/headers" || { echo "edge: the client's page has no policy"; exit 1; }
curl -sf --cacert "$work/tls/tls.crt" -o /dev/null -w '%{redirect_url}' "https://localhost:$tls_port/sign-in/subscriber" \
  | grep -q '^https://localhost/oauth2/authorize?.*code_challenge_method=S256' || { echo "edge: the client leads nobody to the sign-in"; exit 1; }
echo "client's first page through NGINX after $(seconds "$start") s; image $(du -sm --apparent-size "$client_root" | cut -f1) MB"
kill -TERM "$client" && wait "$client" 2>/dev/null || :
client=

# --- the end: everything answered, nothing left
start=$(now)
kill -TERM "$server"
while kill -0 "$server" 2>/dev/null; do
  [ "$(seconds "$start" | cut -d. -f1)" -lt 30 ] || { echo "edge: the server does not stop within 30 s"; exit 1; }
  sleep 0.1
done
server=
echo "stopped by SIGTERM in $(seconds "$start") s"
[ -s "$work/state/checkpoints" ] || { echo "edge: no checkpoint was written to the volume"; exit 1; }
printf 'allow all;\n' >"$work/nginx/flowlet/sites/allowed-gateways.conf"
nginx -s reload >>"$logs/access.log" 2>>"$logs/nginx.log"
sleep 1
look down
look logs
