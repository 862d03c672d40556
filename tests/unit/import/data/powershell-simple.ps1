Add-VpnConnection -Name "Office" -ServerAddress "vpn.office.test" -TunnelType "Ikev2" -AuthenticationMethod Eap -RememberCredential
