#!/bin/sh
# Makes the two bases of the images from Debian packages and the installed JDK, where no image registry can or may be reached:
#   localhost/flowlet-base  what the server runs on: glibc, time zones, no shell
#   localhost/flowlet-jdk   what it is built with: the JDK, a shell for PostgreSQL's initdb
# Needs buildah, mmdebstrap and a JDK 25 (JAVA_HOME); then
#   buildah build --layers --format docker --build-arg BASE_IMAGE=localhost/flowlet-base --build-arg JDK_IMAGE=localhost/flowlet-jdk \
#     -f deploy/docker/server.Dockerfile -t localhost/flowlet-server .
set -eu

suite=bookworm
: "${JAVA_HOME:?names a JDK 25}" "${BUILDAH:=buildah}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# $1: a folder, $2: packages. Unpacks them there; no script of theirs is run, and what only the package manager needs is left out.
rootfs() {
  mmdebstrap --quiet --variant=extract --include="$2" --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/lib/*/gconv/*' \
    "$suite" "$1" 2>"$work/mmdebstrap.log" || { cat "$work/mmdebstrap.log" >&2; exit 1; }
  rm -rf "$1"/var/cache/* "$1"/var/lib/* "$1"/var/log/* "$1"/etc/apt "$1"/etc/dpkg "$1"/etc/hostname "$1"/etc/resolv.conf "$1"/dev/*
  printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin\n' >"$1/etc/passwd"
  printf 'root:x:0:\nnonroot:x:65532:\n' >"$1/etc/group"
}

rootfs "$work/base" libc6,tzdata
rootfs "$work/jdk" libc6,libstdc++6,libc-bin,dash,coreutils

container=$($BUILDAH from scratch)
$BUILDAH add --quiet "$container" "$work/base" / >/dev/null
$BUILDAH config --user 65532:65532 --label org.opencontainers.image.title="Flowlet base" "$container"
$BUILDAH commit --quiet --rm "$container" localhost/flowlet-base >/dev/null

container=$($BUILDAH from scratch)
$BUILDAH add --quiet "$container" "$work/jdk" / >/dev/null
# without the sources; the manuals stay, as jlink looks whether the JDK is complete
tar -C "$JAVA_HOME" --exclude=./lib/src.zip --exclude=./lib/security/cacerts -cf "$work/java.tar" .
# a JDK of a package links to the certificate authorities that this machine trusts
tar -C "$JAVA_HOME" --dereference -rf "$work/java.tar" ./lib/security/cacerts
$BUILDAH add --quiet "$container" "$work/java.tar" /opt/jdk >/dev/null
$BUILDAH config --env JAVA_HOME=/opt/jdk --env PATH=/opt/jdk/bin:/usr/bin "$container"
$BUILDAH commit --quiet --rm "$container" localhost/flowlet-jdk >/dev/null
