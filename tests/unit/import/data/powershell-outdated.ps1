Add-VpnConnection -Name Office -ServerAddress vpn.office.test -TunnelType IKEv2 -AuthenticationMethod Eap
Set-VpnConnectionIPsecConfiguration -ConnectionName Office -AuthenticationTransformConstants SHA196 -CipherTransformConstants AES128 -DHGroup Group2 -EncryptionMethod AES128 -IntegrityCheckMethod SHA1 -PfsGroup None
