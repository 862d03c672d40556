Add-VpnConnection -Name $name -ServerAddress $server -TunnelType IKEv2 -L2tpPsk "do-not-show-me"
