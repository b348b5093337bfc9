#!/bin/sh
# Certificates for the members of a KurrentDB, by openssl: an authority of its own, and one certificate for all members.
#
#   certificates.sh [-n NAMESPACE] [-d CLUSTER_DOMAIN] [-a OUTSIDE_NAME]... -o FOLDER NAME
#
# It writes ca.crt, ca.key, tls.crt and tls.key. Run again, it keeps the authority and renews the certificate, which is
# for a year. Keep ca.key where you keep keys: the cluster does not need it, and who has it can join as a member.
set -eu
umask 077

usage() {
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
  exit 2
}

namespace=default domain=cluster.local outside= folder=
while getopts n:d:a:o: option; do
  case $option in
    n) namespace=$OPTARG ;;
    d) domain=$OPTARG ;;
    a) outside="$outside,DNS:$OPTARG" ;;
    o) folder=$OPTARG ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] && [ -n "$folder" ] || usage
name=$1
here=$namespace.svc.$domain

mkdir -p "$folder"
new=$(mktemp -d "$folder/.new.XXXXXX")
trap 'rm -rf "$new"' EXIT

# Members dial each other by the first, read-only replicas among them; clients dial the others, the last one with
# readOnlyReplicas. A wildcard does not stand for its own domain.
names="DNS:*.$name-nodes.$here,DNS:$name-nodes.$here,DNS:$name.$here,DNS:$name-readonly.$here$outside"

cat >"$new/openssl.cnf" <<END
[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[member]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth, clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $names
END

request() {
  openssl req -config "$new/openssl.cnf" -new -sha256 -newkey rsa:2048 -nodes "$@" 2>"$new/log" ||
    { cat "$new/log" >&2; exit 1; }
}

# Self-signed, as the server takes no other. Half an authority is an error below, and no reason for a new one.
if [ ! -e "$folder/ca.key" ] && [ ! -e "$folder/ca.crt" ]; then
  request -x509 -extensions authority -days 3650 -subj "/O=$namespace/CN=$name ca" \
    -keyout "$new/ca.key" -out "$new/ca.crt"
  mv "$new/ca.key" "$new/ca.crt" "$folder/"
fi

# Members know each other by the common name. RSA, as the server reads no other key.
request -subj /CN=eventstore-node -keyout "$new/tls.key" -out "$new/tls.csr"
openssl x509 -req -sha256 -in "$new/tls.csr" -days 365 -set_serial "0x$(openssl rand -hex 16)" \
  -CA "$folder/ca.crt" -CAkey "$folder/ca.key" -extfile "$new/openssl.cnf" -extensions member \
  -out "$new/tls.crt" 2>"$new/log" || { cat "$new/log" >&2; exit 1; }
mv "$new/tls.key" "$new/tls.crt" "$folder/"
