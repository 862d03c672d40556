add-vpnconnection -name A -serveraddress a.office.test -tunneltype ikev2
Add-VpnConnection -Name B -ServerAddress b.office.test -TunnelType Sstp -AuthenticationMethod Pap
