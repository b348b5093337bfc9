#!/bin/sh
# The Secrets of the example uat or production, as YAML on standard output:
#
#   secrets.sh [-n NAMESPACE] [-d CLUSTER_DOMAIN] [-c] -o FOLDER uat | kubectl apply -f -
#   secrets.sh [-n NAMESPACE] [-d CLUSTER_DOMAIN] [-c] -o FOLDER -l LICENCE_FILE production | kubectl apply -f -
#
# What they hold is made by openssl and kept in FOLDER, so that another run gives the same. The passwords are in
# FOLDER/admin-password and FOLDER/ops-password; the server takes them when it is started for the first time.
# With -c the certificate is left to cert-manager.
set -eu
umask 077

usage() {
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
  exit 2
}

namespace=default domain=cluster.local folder= licence= certificate=yes
while getopts n:d:o:l:c option; do
  case $option in
    n) namespace=$OPTARG ;;
    d) domain=$OPTARG ;;
    o) folder=$OPTARG ;;
    l) licence=$OPTARG ;;
    c) certificate= ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] && [ -n "$folder" ] || usage
case $1 in
  uat) name=eventstore-uat licensed= ;;
  production) name=eventstore licensed=yes ;;
  *) usage ;;
esac
if [ -n "$licensed" ] && [ ! -s "$licence" ]; then
  echo "production.yaml has a licence: name the file with its key by -l" >&2
  exit 1
fi

password() {
  [ -s "$folder/$1" ] || openssl rand -hex 20 | tr -d '\n' >"$folder/$1"
}

# NAME, then KEY FILE for each key.
secret() {
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: %s\ndata:\n' "$1" "$namespace"
  shift
  while [ $# -gt 0 ]; do
    printf '  %s: %s\n' "$1" "$(openssl base64 -A -in "$2")"
    shift 2
  done
}

mkdir -p "$folder"
if [ -n "$certificate" ]; then
  [ -s "$folder/tls.crt" ] ||
    "$(dirname "$0")/certificates.sh" -n "$namespace" -d "$domain" -o "$folder" "$name"
  secret "$name-tls" tls.crt "$folder/tls.crt" tls.key "$folder/tls.key" ca.crt "$folder/ca.crt"
fi
password admin-password
secret "$name-admin" password "$folder/admin-password"
password ops-password
secret "$name-ops" password "$folder/ops-password"
if [ -n "$licensed" ]; then
  tr -d '\r\n' <"$licence" >"$folder/license-key"
  secret "$name-license" licenseKey "$folder/license-key"
fi
