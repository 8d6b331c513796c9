# Takes files from standard input into a folder that only administrators read, and runs one of them there. Each line is a
# name and the content in base64; the last is "complete", so that nothing runs when the connection breaks before.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$parcel = Join-Path $env:SystemRoot ('Temp\' + [guid]::NewGuid())
try {
    New-Item -ItemType Directory -Path $parcel | Out-Null
    & icacls.exe $parcel /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' | Out-Null
    if ($LASTEXITCODE -ne 0) { throw 'The rights of the folder for the files could not be set.' }
    # PowerShell itself reads a redirected standard input, and gives it out here.
    foreach ($line in $input) {
        $name, $content = $line.Trim() -split ' ', 2
        if ($name) { [IO.File]::WriteAllBytes((Join-Path $parcel $name), [Convert]::FromBase64String("$content")) }
    }
    if (-not (Test-Path (Join-Path $parcel 'complete'))) {
        throw 'The files for this host ended early; nothing was changed.'
    }
    & (Join-Path $parcel '@SCRIPT@')
} catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
} finally {
    Remove-Item -Recurse -Force -Path $parcel -ErrorAction SilentlyContinue
}
