#!/bin/sh
# Made the files beside it with nothing but openssl, as people do: an authority, and a certificate of the members of
# `events` in the namespace `default`. They protect nothing, and live for a hundred years.
set -eu
cd "$(dirname "$0")"
openssl req -x509 -newkey rsa:2048 -nodes -days 36500 -subj "/CN=Events Authority" -keyout authority.key -out authority.crt
openssl req -newkey rsa:2048 -nodes -subj "/CN=eventstore-node" -keyout node.key -out node.csr
cat > node.ext <<'END'
subjectAltName=DNS:*.events-nodes.default.svc.cluster.local,DNS:events-nodes.default.svc.cluster.local,DNS:events.default.svc.cluster.local
keyUsage=critical,digitalSignature,keyEncipherment
extendedKeyUsage=serverAuth,clientAuth
END
openssl x509 -req -in node.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 36500 -extfile node.ext -out node.crt
rm -f ./*.srl authority.key node.csr node.ext
