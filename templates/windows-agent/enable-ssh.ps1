# Opens SSH with the lab's keys: the user's public key for administrators, and a host key that the lab knows beforehand.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$ssh = Join-Path $env:ProgramData 'ssh'

# The network may come up after the login; the capability is fetched from Microsoft.
for ($try = 1; -not (Get-Service -Name 'sshd' -ErrorAction SilentlyContinue); $try++) {
    try {
        Add-WindowsCapability -Online -Name 'OpenSSH.Server~~~~0.0.1.0' | Out-Null
    } catch {
        if ($try -ge 30) { throw }
        Start-Sleep -Seconds 10
    }
}

# Puts a key in its place, readable for administrators and the system alone: sshd refuses any other.
function Set-Key([string] $Name, [string] $Target) {
    Copy-Item -Path (Join-Path $PSScriptRoot $Name) -Destination $Target -Force
    & icacls.exe $Target /inheritance:r /grant:r '*S-1-5-32-544:F' '*S-1-5-18:F' | Out-Null
}

if (-not (Test-Path $ssh)) { New-Item -ItemType Directory -Path $ssh | Out-Null }
Set-Key 'authorized_keys' (Join-Path $ssh 'administrators_authorized_keys')
Set-Key 'ssh_host_key' (Join-Path $ssh 'lab_host_key')
Remove-Item (Join-Path $PSScriptRoot 'ssh_host_key')

# Keys alone, and this host key alone.
$config = Join-Path $ssh 'sshd_config'
@(
    'HostKey __PROGRAMDATA__/ssh/lab_host_key'
    'PubkeyAuthentication yes'
    'PasswordAuthentication no'
    'Subsystem sftp sftp-server.exe'
    'Match Group administrators'
    '    AuthorizedKeysFile __PROGRAMDATA__/ssh/administrators_authorized_keys'
) | Set-Content -Path $config -Encoding Ascii

Set-Service -Name 'sshd' -StartupType Automatic
Restart-Service -Name 'sshd'
if (-not (Get-NetFirewallRule -Name 'lab-ssh' -ErrorAction SilentlyContinue)) {
    New-NetFirewallRule -Name 'lab-ssh' -DisplayName 'SSH for the lab' -Direction Inbound -Protocol TCP -LocalPort 22 -Action Allow | Out-Null
}
