# What installation and removal share. Windows PowerShell 5.1, as it comes with Windows 10 and Server 2016 and newer.
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12

# What is noted here was brought by the lab, and goes with it; what was there before stays.
$State = Join-Path $env:ProgramData 'wazuh-misp-lab'
$Brought = Join-Path $State 'brought'
$Agent = Join-Path ${env:ProgramFiles(x86)} 'ossec-agent'
$SysmonFolder = Join-Path $State 'sysmon'
$PacketbeatFolder = Join-Path $State 'packetbeat'

# Makes a folder that only administrators and the system may change, and read.
function New-ClosedFolder([string] $Path) {
    if (-not (Test-Path $Path)) { New-Item -ItemType Directory -Path $Path | Out-Null }
    Invoke-Program 'icacls.exe' @($Path, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F')
}

# Runs a program; fails with what it wrote when it does not end with one of the codes.
function Invoke-Program([string] $Program, [string[]] $Arguments, [int[]] $Good = @(0)) {
    # Windows PowerShell takes what a program writes to its standard error for an error of its own.
    $ErrorActionPreference = 'Continue'
    $said = & $Program @Arguments 2>&1 | Out-String
    if ($Good -notcontains $LASTEXITCODE) {
        throw "$Program ended with code ${LASTEXITCODE}: $($said.Trim())"
    }
}

# Installs or removes a package of Windows Installer. 3010: done, and a restart is due.
function Invoke-Installer([string[]] $Arguments) {
    $process = Start-Process -FilePath 'msiexec.exe' -ArgumentList ($Arguments + '/qn' + '/norestart') -Wait -PassThru
    if (@(0, 3010) -notcontains $process.ExitCode) {
        throw "Windows Installer ended with code $($process.ExitCode) for: $($Arguments -join ' ')"
    }
}

# What Windows lists as installed by a name, from both parts of the registry; nothing when it is not.
function Get-Installed([string] $Name) {
    foreach ($part in 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall',
        'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall') {
        foreach ($key in Get-ChildItem $part -ErrorAction SilentlyContinue) {
            $shown = $key.GetValue('DisplayName')
            if ($shown -and $shown -like $Name) {
                return [pscustomobject]@{ Code = $key.PSChildName; Version = [string] $key.GetValue('DisplayVersion') }
            }
        }
    }
    return $null
}

function Test-Brought([string] $Name) {
    return (Test-Path $Brought) -and ((Get-Content $Brought) -contains $Name)
}

# Notes that the lab has brought a program, before it does: also what is only half installed is the lab's to remove.
function Add-Brought([string] $Name) {
    if (-not (Test-Brought $Name)) { Add-Content -Path $Brought -Value $Name }
}
