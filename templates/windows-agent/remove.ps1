# Takes from a Windows host what the lab has brought. What was there before stays. Run as an administrator in the folder of
# the parcel.
. (Join-Path $PSScriptRoot 'common.ps1')

# Removes a package of Windows Installer by its name, where the lab has brought it.
function Remove-Package([string] $Name, [string] $Shown, [string] $Service) {
    if (-not (Test-Brought $Name)) { return }
    if (Get-Service -Name $Service -ErrorAction SilentlyContinue) { Stop-Service -Name $Service -Force }
    $installed = Get-Installed $Shown
    if ($installed) {
        Invoke-Installer @('/x', $installed.Code)
        Write-Output "${Name}: removed"
    }
    if (Get-Service -Name $Service -ErrorAction SilentlyContinue) { Invoke-Program 'sc.exe' @('delete', $Service) }
}

if (Test-Brought 'sysmon') {
    $program = Join-Path $SysmonFolder 'Sysmon64.exe'
    if ((Test-Path $program) -and (Get-Service -Name 'Sysmon64' -ErrorAction SilentlyContinue)) {
        Invoke-Program $program @('-u', 'force')
        Write-Output 'Sysmon64: removed'
    }
}
Remove-Package 'packetbeat' 'Beats packetbeat*' 'packetbeat'
if (Test-Brought 'wazuh-agent') {
    Remove-Package 'wazuh-agent' 'Wazuh Agent' 'WazuhSvc'
    Remove-Item -Recurse -Force -Path $Agent -ErrorAction SilentlyContinue
} else {
    # The agent of somebody else: it keeps running, and no longer enrols with the lab's password.
    foreach ($file in 'authd.pass', 'lab-authority.pem') {
        Remove-Item -Force -Path (Join-Path $Agent $file) -ErrorAction SilentlyContinue
    }
}
Remove-Item -Recurse -Force -Path $State -ErrorAction SilentlyContinue
