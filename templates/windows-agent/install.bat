@echo off
rem Run once by dockur/windows at the end of Windows' installation: opens SSH for the lab.
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0enable-ssh.ps1" > "%~dp0enable-ssh.log" 2>&1
