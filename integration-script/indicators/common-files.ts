/** Files that every system of a kind has: their names alone tell nothing. */
const windows = `
  applicationframehost.exe audiodg.exe backgroundtaskhost.exe bitsadmin.exe calc.exe certutil.exe chrome.exe cmd.exe
  cmstp.exe compattelrunner.exe comsvcs.dll conhost.exe consent.exe control.exe cscript.exe csrss.exe ctfmon.exe
  dashost.exe defrag.exe desktop.ini dfsrs.exe dism.exe dllhost.exe dns.exe dwm.exe excel.exe explorer.exe find.exe
  findstr.exe firefox.exe fontdrvhost.exe gdi32.dll gpupdate.exe hh.exe hostname.exe iexplore.exe ipconfig.exe
  kernel32.dll kernelbase.dll lsaiso.exe lsass.exe lsm.exe mmc.exe mobsync.exe msbuild.exe msedge.exe mshta.exe
  msiexec.exe mspaint.exe msvcrt.dll net.exe net1.exe netsh.exe notepad.exe ntdll.dll ntoskrnl.exe ntuser.dat odbcconf.exe
  onedrive.exe outlook.exe ping.exe powershell.exe powershell_ise.exe pwsh.exe python.exe reg.exe regasm.exe regedit.exe
  regsvcs.exe regsvr32.exe rundll32.exe runtimebroker.exe sc.exe schtasks.exe searchapp.exe searchindexer.exe
  searchprotocolhost.exe services.exe setup.exe sihost.exe smartscreen.exe smss.exe spoolsv.exe sppsvc.exe
  startmenuexperiencehost.exe svchost.exe system sysmon.exe sysmon64.exe taskhostw.exe taskkill.exe tasklist.exe
  taskmgr.exe teams.exe thumbs.db trustedinstaller.exe uninstall.exe update.exe user32.dll userinit.exe vssadmin.exe
  w32tm.exe w3wp.exe wazuh-agent.exe werfault.exe wevtutil.exe whoami.exe winlogon.exe wininit.exe winword.exe
  wmiapsrv.exe wmic.exe wmiprvse.exe wscript.exe wsmprovhost.exe wuauclt.exe wudfhost.exe`;

const unix = `
  apt apt-get awk base64 bash busybox cat chmod chown containerd containerd-shim containerd-shim-runc-v2 cron crond cp
  curl cut dash date dbus-daemon df dirname dnf docker dockerd dpkg du echo env expr find gawk getent git gpg grep groups
  gzip head hostname id ifconfig init ip iptables java kill killall less ln login logrotate lsb_release mkdir mktemp more
  mount netstat nginx node nohup openssl packetbeat passwd perl php pidof ping python python3 readlink rm rmdir rpm
  rsync rsyslogd run-parts runc scp sed sleep snapd sort ssh sshd stat sudo sysctl sysmon systemctl systemd
  systemd-journald systemd-logind systemd-resolved systemd-udevd tail tar tee test top touch true uname uniq unzip uptime
  vim wazuh-agentd wazuh-execd wazuh-logcollector wazuh-modulesd wazuh-syscheckd wget which who whoami xargs yum`;

const all = ` ${windows} ${unix} `;

/** Whether a name, in lower case, is one of them. The list is searched as it is: making a set of it would cost more. */
export const isCommonFile = (name: string): boolean => {
  for (let at = all.indexOf(name); at >= 0; at = all.indexOf(name, at + 1)) {
    if (isBlank(all[at - 1]) && isBlank(all[at + name.length])) {
      return true;
    }
  }
  return false;
};

const isBlank = (character: string | undefined): boolean => character === " " || character === "\n";
