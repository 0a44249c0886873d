#!/bin/sh
# A certificate for one machine at home, which browsers warn about until you trust it. For real callers use an authority's.
#   deploy/nginx/self-signed.sh FOLDER [NAME]        writes FOLDER/tls.crt and FOLDER/tls.key, valid for 90 days; NAME is localhost
set -eu
[ $# -ge 1 ] || { echo "usage: self-signed.sh FOLDER [NAME]" >&2; exit 64; }
folder=$1
name=${2:-localhost}
mkdir -p "$folder"
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -sha256 -nodes -days 90 -subj "/CN=$name" \
  -addext "subjectAltName=DNS:$name,DNS:localhost,IP:127.0.0.1" -addext "basicConstraints=critical,CA:false" \
  -addext "keyUsage=critical,digitalSignature" -addext "extendedKeyUsage=serverAuth" \
  -keyout "$folder/tls.key" -out "$folder/tls.crt" 2>/dev/null
chmod 644 "$folder/tls.crt"
echo "$folder/tls.crt for $name, until $(openssl x509 -in "$folder/tls.crt" -noout -enddate | cut -d= -f2)"
