# Brings a Windows host's agent to what the lab wants, however far it is. Run as an administrator in the folder of the parcel.
. (Join-Path $PSScriptRoot 'common.ps1')
$Settings = [IO.File]::ReadAllText((Join-Path $PSScriptRoot 'settings.json')) | ConvertFrom-Json

# Fetches a file, and refuses it unless it has the checksum and its publisher's signature.
function Get-Verified($Download, [string] $Target) {
    try {
        Invoke-WebRequest -UseBasicParsing -Uri $Download.url -OutFile $Target
    } catch {
        throw "$($Download.url) could not be fetched: $($_.Exception.Message)"
    }
    if ($Download.PSObject.Properties['sha256']) {
        $sum = (Get-FileHash -Algorithm SHA256 -Path $Target).Hash
        if ($sum -ne $Download.sha256) {
            throw "$($Download.url) has the checksum $sum, and not $($Download.sha256)."
        }
    }
    if ([IO.Path]::GetExtension($Target) -ne '.zip') { Assert-Signature $Target $Download.signer }
}

# Refuses a file that its publisher has not signed.
function Assert-Signature([string] $Path, [string] $Signer) {
    $signature = Get-AuthenticodeSignature -FilePath $Path
    if ($signature.Status -ne 'Valid') {
        throw "The signature of $Path is not valid: $($signature.StatusMessage)"
    }
    $name = $signature.SignerCertificate.GetNameInfo([Security.Cryptography.X509Certificates.X509NameType]::SimpleName, $false)
    if ($name -ne $Signer) { throw "$Path is signed by $name, and not by $Signer." }
}

# Puts a file of the parcel in its place; tells whether it was another before.
function Set-LabFile([string] $Name, [string] $Target) {
    $source = Join-Path $PSScriptRoot $Name
    if ((Test-Path $Target) -and (Get-FileHash $source).Hash -eq (Get-FileHash $Target).Hash) { return $false }
    Copy-Item -Path $source -Destination $Target -Force
    Write-Output "${Target}: written" | Out-Host
    return $true
}

# Starts a service anew where something of it changed, and waits until it runs.
function Restart-LabService([string] $Name, [bool] $Changed) {
    Set-Service -Name $Name -StartupType Automatic
    $service = Get-Service -Name $Name
    if ($Changed -or $service.Status -ne 'Running') {
        if ($service.Status -ne 'Stopped') { Stop-Service -Name $Name -Force }
        Start-Service -Name $Name
        $service.WaitForStatus('Running', [TimeSpan]::FromSeconds(60))
        Write-Output "${Name}: restarted" | Out-Host
    }
}

function Install-Sysmon {
    New-ClosedFolder $SysmonFolder
    $driver = Get-Service -Name 'Sysmon64' -ErrorAction SilentlyContinue
    $config = Join-Path $SysmonFolder 'sysmon.xml'
    $program = Join-Path $SysmonFolder 'Sysmon64.exe'
    $ours = (Test-Path $program) -and (Test-Brought 'sysmon')
    if (-not $driver) {
        $archive = Join-Path $PSScriptRoot 'Sysmon.zip'
        Get-Verified $Settings.downloads.sysmon $archive
        $unpacked = Join-Path $PSScriptRoot 'Sysmon'
        Expand-Archive -Path $archive -DestinationPath $unpacked -Force
        Assert-Signature (Join-Path $unpacked 'Sysmon64.exe') $Settings.downloads.sysmon.signer
        Add-Brought 'sysmon'
        Copy-Item -Path (Join-Path $unpacked 'Sysmon64.exe') -Destination $program -Force
        Set-LabFile 'sysmon.xml' $config | Out-Null
        Invoke-Program $program @('-accepteula', '-i', $config)
        Write-Output 'Sysmon64: installed' | Out-Host
    } elseif (Set-LabFile 'sysmon.xml' $config) {
        # Somebody's Sysmon gets our configuration too: Windows takes one Sysmon alone.
        if (-not $ours) { $program = Join-Path $env:SystemRoot 'Sysmon64.exe' }
        Invoke-Program $program @('-c', $config)
    }
    Restart-LabService 'Sysmon64' $false
}

function Install-Packetbeat {
    $wanted = $Settings.versions.packetbeat
    $installed = Get-Installed "Beats packetbeat*"
    $changed = $false
    New-ClosedFolder $PacketbeatFolder
    if (-not $installed -or $installed.Version -notlike "$wanted*") {
        $package = Join-Path $PSScriptRoot 'packetbeat.msi'
        Get-Verified $Settings.downloads.packetbeat $package
        if (-not $installed) { Add-Brought 'packetbeat' }
        if (Get-Service -Name 'packetbeat' -ErrorAction SilentlyContinue) { Stop-Service -Name 'packetbeat' -Force }
        Invoke-Installer @('/i', "`"$package`"")
        $changed = $true
        Write-Output "packetbeat: $wanted" | Out-Host
    }
    $config = Join-Path $PacketbeatFolder 'packetbeat.yml'
    if (Set-LabFile 'packetbeat.yml' $config) { $changed = $true }
    $program = Join-Path $env:ProgramFiles "Elastic\Beats\$wanted\packetbeat\packetbeat.exe"
    if (-not (Test-Path $program)) { throw "Packetbeat $wanted is installed, but not at $program." }
    # Where its files are is said here, because the installer's own place for them has moved between releases.
    $command = "`"$program`" --environment=windows_service -c `"$config`" --path.home `"$(Split-Path $program)`"" +
        " --path.data `"$PacketbeatFolder\data`" --path.logs `"$PacketbeatFolder\logs`" -E logging.files.redirect_stderr=true"
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='packetbeat'"
    if (-not $service) {
        New-Service -Name 'packetbeat' -DisplayName 'packetbeat' -BinaryPathName $command -StartupType Automatic | Out-Null
        $changed = $true
    } elseif ($service.PathName -ne $command) {
        $result = Invoke-CimMethod -InputObject $service -MethodName Change -Arguments @{ PathName = $command }
        if ($result.ReturnValue -ne 0) { throw "The service packetbeat could not be changed: code $($result.ReturnValue)." }
        $changed = $true
    }
    Restart-LabService 'packetbeat' $changed
}

function Install-Agent {
    $wanted = $Settings.versions.agent
    $installed = Get-Installed 'Wazuh Agent'
    $changed = $false
    if (-not $installed -or $installed.Version -ne $wanted) {
        $package = Join-Path $PSScriptRoot 'wazuh-agent.msi'
        Get-Verified $Settings.downloads.wazuhAgent $package
        if (-not $installed) { Add-Brought 'wazuh-agent' }
        if (Get-Service -Name 'WazuhSvc' -ErrorAction SilentlyContinue) { Stop-Service -Name 'WazuhSvc' -Force }
        # No property of the installer is used: what stands in its command line, every user of the host may read.
        Invoke-Installer @('/i', "`"$package`"")
        $changed = $true
        Write-Output "wazuh-agent: $wanted" | Out-Host
    }
    foreach ($file in 'ossec.conf', 'authd.pass', 'lab-authority.pem') {
        if (Set-LabFile $file (Join-Path $Agent $file)) { $changed = $true }
    }
    # What is copied has the rights of its folder, which every user may read.
    Invoke-Program 'icacls.exe' @((Join-Path $Agent 'authd.pass'), '/inheritance:r', '/grant:r', '*S-1-5-32-544:F', '*S-1-5-18:F')
    # A key is one name's: under another name the agent enrols anew.
    $keys = Join-Path $Agent 'client.keys'
    if ((Test-Path $keys) -and (Get-Item $keys).Length -gt 0 -and (([IO.File]::ReadAllText($keys) -split ' ')[1] -ne $Settings.name)) {
        Stop-Service -Name 'WazuhSvc' -Force
        [IO.File]::WriteAllText($keys, '')
        $changed = $true
    }
    $log = Join-Path $Agent 'ossec.log'
    $lines = @(Get-Content $log -ErrorAction SilentlyContinue).Count
    $state = Join-Path $Agent 'wazuh-agent.state'
    if ($changed) {
        Stop-Service -Name 'WazuhSvc' -Force
        Remove-Item $state -ErrorAction SilentlyContinue
    }
    Restart-LabService 'WazuhSvc' $changed
    Wait-Manager $state $log $lines
}

# Waits until the agent is connected; fails with the reason that its log gives behind those lines.
function Wait-Manager([string] $State, [string] $Log, [int] $Lines) {
    $end = (Get-Date).AddSeconds($Settings.patience)
    while (-not (Select-String -Path $State -Pattern "^status='connected'" -Quiet -ErrorAction SilentlyContinue)) {
        $errors = @(Get-Content $Log -ErrorAction SilentlyContinue | Select-Object -Skip $Lines |
                Where-Object { $_ -match ' (ERROR|CRITICAL): ' })
        if ($errors -match 'Invalid password') { throw 'The manager refuses the enrolment password of this agent.' }
        if ($errors -match 'Invalid group') { throw "The manager has no such group of agents: $($errors[-1])" }
        if ($errors -match 'Unable to verify server certificate') {
            throw "The manager's certificate does not have the address that this agent knows it by."
        }
        if ((Get-Date) -gt $end) {
            $last = if ($errors) { $errors[-1] } else { 'none' }
            throw "The agent has not reached its manager after $($Settings.patience) s. Its last error: $last"
        }
        Start-Sleep -Seconds 1
    }
    Write-Output "wazuh-agent: connected as $($Settings.name)"
}

New-ClosedFolder $State
if ($Settings.versions.packetbeat) { Install-Packetbeat }
if ($Settings.sysmon) { Install-Sysmon }
Install-Agent
