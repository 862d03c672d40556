# run as the user
$name = 'Office'
Add-VpnConnection -Name 'Office' `
  -ServerAddress vpn.office.test -TunnelType IKEv2 `
  -AuthenticationMethod MachineCertificate -EncryptionLevel Maximum -SplitTunneling -DnsSuffix office.test -Force -PassThru
Add-VpnConnectionRoute -ConnectionName 'Office' -DestinationPrefix 198.51.100.0/24 -PassThru
Add-VpnConnectionRoute -ConnectionName Office -DestinationPrefix "2001:db8:2::/48"; Write-Host done
Set-VpnConnectionIPsecConfiguration -ConnectionName "Office" -AuthenticationTransformConstants GCMAES256 -CipherTransformConstants GCMAES256 -EncryptionMethod GCMAES256 -IntegrityCheckMethod SHA384 -DHGroup ECP384 -PfsGroup ECP384 -Force
