#!/bin/sh
# Made the files beside it: an authority, two certificates for 127.0.0.1 and localhost, one for a client, and a client
# of another authority. They protect nothing, and live for a hundred years so that no test fails on a birthday.
set -eu
cd "$(dirname "$0")"
authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 36500 -subj "/CN=$1" \
    -keyout "$1.key" -out "$1.crt"
}
expired() { # name: has signed itself, and was valid for a day long ago
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" -keyout "$1.key" -out "$1.csr"
  printf '[ca]\ndefault_ca=a\n[a]\ndatabase=%s.db\nserial=%s.srl\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' \
    "$1" "$1" > "$1.conf"
  : > "$1.db" && echo 01 > "$1.srl"
  openssl ca -batch -selfsign -config "$1.conf" -keyfile "$1.key" -in "$1.csr" -notext -out "$1.crt" \
    -startdate 20200101000000Z -enddate 20200102000000Z
  rm -f "$1".csr "$1".conf "$1".db* "$1".srl* 01.pem
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
expired expired-server
rm ./*.srl authority.key other-authority.key
