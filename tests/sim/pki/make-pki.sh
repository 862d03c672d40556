#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Copyright (C) 2026 The Genkan authors
# Makes the certificates of the simulator anew. The keys are public and protect nothing.
set -eu
cd "$(dirname "$0")"

# A validity of thirty years outlives any run.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

new_key () # NAME TYPE
{
  case $2 in
    ec) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" ;;
    rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$1.key" ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$1.key" ;;
  esac
}

new_ca () # NAME SUBJECT
{
  new_key "$1" ec
  printf '%s\n' 'basicConstraints=critical,CA:TRUE' 'keyUsage=critical,keyCertSign,cRLSign' \
    'subjectKeyIdentifier=hash' > "$work/ext"
  openssl req -new -key "$1.key" -subj "$2" -out "$work/req"
  openssl x509 -req -in "$work/req" -key "$1.key" -extfile "$work/ext" -days 10957 \
    -out "$1.pem" 2>/dev/null
}

new_cert () # NAME TYPE CA SUBJECT EXTENSIONS...
{
  name=$1 type=$2 ca=$3 subject=$4
  shift 4
  new_key "$name" "$type"
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' 'keyUsage=critical,digitalSignature' "$@" \
    > "$work/ext"
  openssl req -new -key "$name.key" -subj "$subject" -out "$work/req"
  openssl x509 -req -in "$work/req" -CA "$ca.pem" -CAkey "$ca.key" -extfile "$work/ext" \
    -days 10957 -out "$name.pem" 2>/dev/null
}

gateway='subjectAltName=DNS:vpn.example.org,IP:192.0.2.1'
server='extendedKeyUsage=serverAuth'
new_ca ca "/O=Example/CN=Example CA"
new_ca stranger-ca "/O=Stranger/CN=Stranger CA"
new_cert gateway ec ca "/O=Example/CN=vpn.example.org" "$gateway" "$server"
new_cert gateway-rsa rsa ca "/O=Example/CN=vpn.example.org" "$gateway" "$server"
new_cert gateway-ed25519 ed25519 ca "/O=Example/CN=vpn.example.org" "$gateway" "$server"
new_cert stranger ec stranger-ca "/O=Stranger/CN=vpn.example.org" "$gateway" "$server"
new_cert client ec ca "/O=Example/CN=alice" 'subjectAltName=email:alice@example.org' \
  'extendedKeyUsage=clientAuth'
new_cert client-rsa rsa ca "/O=Example/CN=alice" 'subjectAltName=email:alice@example.org' \
  'extendedKeyUsage=clientAuth'

# A CA that answers for its certificates.
ocsp () # CA CERTIFICATE RESPONSE STATUS [REVOCATION-DATE]
{
  serial=$(openssl x509 -in "$2.pem" -noout -serial | cut -d= -f2)
  printf '%s\t%s\t%s\t%s\tunknown\t/CN=x\n' "$4" 561121000000Z "${5-}" "$serial" > "$work/index"
  openssl ocsp -issuer "$1.pem" -cert "$2.pem" -no_nonce -reqout "$work/request"
  openssl ocsp -index "$work/index" -CA "$1.pem" -rsigner "$1.pem" -rkey "$1.key" -ndays 10957 \
    -reqin "$work/request" -respout "$3.der" > "$work/log"
}

new_ca ocsp-ca "/O=Example/CN=Example OCSP CA"
new_cert gateway-ocsp ec ocsp-ca "/O=Example/CN=vpn.example.org" "$gateway" "$server"
ocsp ocsp-ca gateway-ocsp ocsp-good V
ocsp ocsp-ca gateway-ocsp ocsp-revoked R 261122000000Z
rm -f ca.key stranger-ca.key ocsp-ca.key
