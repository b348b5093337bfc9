#!/bin/sh
# Made the files beside it: an authority, two certificates for 127.0.0.1 and localhost, one for a client, and a client
# of another authority. They protect nothing, and live for a hundred years so that no test fails on a birthday.
set -eu
cd "$(dirname "$0")"
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=$1" \
    -keyout "$1.key" -out "$1.crt"
}
signed() { # name, authority
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\n' > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 36500 -extfile "$1.ext" -out "$1.crt"
  rm "$1.csr" "$1.ext"
}
authority authority
authority other-authority
signed server authority
signed next-server authority
signed client authority
signed other-client other-authority
rm ./*.srl authority.key other-authority.key
