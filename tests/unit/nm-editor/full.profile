[connection]
name=Office
gateway=vpn.example.com

[auth]
method=eap
user=alice
ca=/etc/ssl/certs/ca-certificates.crt
