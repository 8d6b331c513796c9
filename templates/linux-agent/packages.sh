# Packages of apt and dnf from repositories whose keys are known by their fingerprints. Read by the scripts beside it.
# shellcheck shell=sh

# What a host had before the lab came is left there when it goes: here is noted what the lab has brought.
STATE=/var/lib/wazuh-misp-lab

# Says why, and ends.
fail() {
  echo "$*" >&2
  exit 1
}

# Runs a command; shows what it wrote only when it fails.
quietly() {
  if ! output=$("$@" 2>&1 </dev/null); then
    printf '%s\n' "$output" >&2
    return 1
  fi
}

# apt-get without questions; waits for another one that is at work, as after the start of a new machine.
apt_get() {
  apt-get -qy -o DPkg::Lock::Timeout=300 "$@"
}

# Sets FAMILY to apt or dnf.
find_family() {
  if command -v apt-get >/dev/null; then
    FAMILY=apt
    export DEBIAN_FRONTEND=noninteractive
  elif command -v dnf >/dev/null; then
    FAMILY=dnf
  else
    fail "This host has neither apt nor dnf; the lab installs agents with one of them."
  fi
}

# Fills @ID@, @VERSION@, @MAJOR@ and @CODENAME@ from /etc/os-release.
for_this_system() (
  # shellcheck disable=SC1091
  . /etc/os-release
  case "$ID" in
    almalinux | centos | ol | rocky) ID=rhel ;;
  esac
  printf '%s\n' "$1" | sed \
    -e "s|@ID@|$ID|g" \
    -e "s|@VERSION@|${VERSION_ID:-}|g" \
    -e "s|@MAJOR@|${VERSION_ID%%.*}|g" \
    -e "s|@CODENAME@|${VERSION_CODENAME:-}|g"
)

# What fetching and checking keys needs.
install_tools() {
  if [ "$FAMILY" = apt ]; then
    command -v curl >/dev/null && command -v gpg >/dev/null && [ -d /etc/ssl/certs ] && return
    quietly apt_get update && quietly apt_get install --no-install-recommends ca-certificates curl gnupg
  else
    command -v curl >/dev/null && command -v gpg >/dev/null && return
    quietly dnf -qy install ca-certificates curl gnupg2
  fi || fail "curl and gpg are missing and could not be installed."
}

# trust_keys FILE FINGERPRINTS URLS: fetches keys into one file, and refuses any whose fingerprint is not listed.
trust_keys() {
  file=$1
  fingerprints=$2
  mkdir -p "$(dirname "$file")"
  : >"$file.new"
  for url in $3; do
    curl --fail --silent --show-error --location --proto '=https,file' --proto-redir '=https' --retry 3 \
      --max-time 60 "$url" >"$file.one" || fail "The key at $url could not be fetched."
    keys=$(gpg --batch --no-options --homedir "$PARCEL" --with-colons --show-keys "$file.one" 2>/dev/null |
      awk -F: '$1 == "pub" { primary = 1 } $1 == "fpr" && primary { print $10; primary = 0 }')
    [ -n "$keys" ] || fail "What $url gives is no key."
    for key in $keys; do
      case " $fingerprints " in
        *" $key "*) ;;
        *)
          rm -f "$file.new" "$file.one"
          fail "The key at $url has the fingerprint $key, which is not one of: $fingerprints."
          ;;
      esac
    done
    cat "$file.one" >>"$file.new"
    # One key's armour must not begin in the line in which the last one's ends.
    echo >>"$file.new"
  done
  rm -f "$file.one"
  chmod 644 "$file.new"
  mv "$file.new" "$file"
}

# has_source URL LIST: whether the host reads this repository already, by another list. Apt takes only one key for one
# repository, and nothing at all where two are named: the host's own stays.
has_source() {
  grep -rlsF -- "${1%/}" /etc/apt/sources.list /etc/apt/sources.list.d | grep -qvxF -- "$2"
}

# add_repository NAME APT YUM FINGERPRINTS KEY-URLS: a repository that the lab's packages come from.
add_repository() {
  name=lab-$1
  apt=$(for_this_system "$2")
  yum=$(for_this_system "$3")
  if [ "$FAMILY" = apt ]; then
    keyring=/usr/share/keyrings/$name.asc
    list=/etc/apt/sources.list.d/$name.list
    if has_source "${apt%% *}" "$list"; then
      remove_repository "$1"
      quietly apt_get update || fail "The host's own lists of packages could not be read."
      return
    fi
    trust_keys "$keyring" "$4" "$5"
    printf 'deb [signed-by=%s] %s\n' "$keyring" "$apt" >"$list"
    chmod 644 "$list"
    # An error of this repository alone counts: the host's others are its owner's.
    quietly apt_get update -o Dir::Etc::sourcelist="$list" -o Dir::Etc::sourceparts=- \
      -o APT::Get::List-Cleanup=0 -o APT::Update::Error-Mode=any || {
      remove_repository "$1"
      fail "The package repository $apt could not be read, or its signature is wrong."
    }
  else
    keyring=/etc/pki/rpm-gpg/$name.asc
    trust_keys "$keyring" "$4" "$5"
    cat >"/etc/yum.repos.d/$name.repo" <<END
[$name]
name=$name
baseurl=$yum
gpgcheck=1
gpgkey=file://$keyring
enabled=0
END
    chmod 644 "/etc/yum.repos.d/$name.repo"
  fi
}

# Removes a repository and its keys.
remove_repository() {
  name=lab-$1
  rm -f "/usr/share/keyrings/$name.asc" "/etc/apt/sources.list.d/$name.list" \
    "/etc/pki/rpm-gpg/$name.asc" "/etc/yum.repos.d/$name.repo"
}

# Prints a package's installed version; nothing when it is not installed.
installed_version() {
  if [ "$FAMILY" = apt ]; then
    # shellcheck disable=SC2016
    dpkg-query -W -f '${db:Status-Status} ${Version}\n' "$1" 2>/dev/null | sed -n 's/^installed //p'
  else
    rpm -q --qf '%{VERSION}-%{RELEASE}\n' "$1" 2>/dev/null | grep -v 'is not installed' || true
  fi
}

# Tells whether an installed version is the wanted one, with or without the packaging's own number behind.
is_version() {
  case "$1" in
    "$2" | "$2"[-.]*) return 0 ;;
  esac
  return 1
}

# Installs one version of one package; fails where the host's own lists are too old for what it needs.
install_deb() {
  quietly apt_get install --no-install-recommends --allow-downgrades --allow-change-held-packages \
    -o Dpkg::Options::=--force-confold "$package=$version"
}

# install_package NAME VERSION REPOSITORY: that very version, newer or older than what is there.
install_package() {
  package=$1
  version=$2
  before=$(installed_version "$package")
  if [ -n "$before" ] && is_version "$before" "$version"; then
    return
  fi
  # Noted first: also what is only half installed is the lab's to remove.
  [ -n "$before" ] || echo "$package" >>"$STATE/packages"
  if [ "$FAMILY" = apt ]; then
    install_deb 2>/dev/null || { quietly apt_get update && install_deb; } ||
      fail "$package $version could not be installed."
    # An upgrade of the host must not take an agent past its manager.
    quietly apt-mark hold "$package"
  else
    # dnf installs an older version over a newer one when it is named.
    quietly dnf -qy --enablerepo="lab-$3" install "$package-$version" ||
      fail "$package $version could not be installed."
  fi
  after=$(installed_version "$package")
  is_version "$after" "$version" || fail "$package is ${after:-not there}, and should be $version."
  # shellcheck disable=SC2034
  CHANGED=yes
  echo "$package: ${before:+$before -> }$after"
}

# Removes a package that the lab has brought, with its configuration.
remove_package() {
  if [ "$FAMILY" = apt ]; then
    # Also one whose installation stopped half-way.
    known=$(dpkg-query -W "$1" 2>/dev/null || true)
  else
    known=$(installed_version "$1")
  fi
  if [ -n "$known" ]; then
    if [ "$FAMILY" = apt ]; then
      quietly apt-mark unhold "$1"
      quietly apt_get purge "$1"
    else
      quietly dnf -qy remove "$1"
    fi || fail "$1 could not be removed."
    echo "$1: removed"
  fi
}

# put_file SOURCE TARGET MODE OWNER:GROUP: puts a file there if it is another, whole or not at all; notes in CHANGED.
put_file() {
  if ! cmp -s "$1" "$2" || [ "$(stat -c '%a %U:%G' "$2")" != "$3 $4" ]; then
    mkdir -p "$(dirname "$2")"
    new=$(mktemp "$2.XXXXXX")
    cat "$1" >"$new"
    chown "$4" "$new"
    chmod "$3" "$new"
    mv "$new" "$2"
    # shellcheck disable=SC2034
    CHANGED=yes
    echo "$2: written"
  fi
}
