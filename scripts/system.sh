# System packages, sourced by the other scripts: installed as root or with sudo, otherwise it says what to run.

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# Installs the packages named; false when that cannot be done here.
install_system() {
    [ $# -gt 0 ] || return 0
    if may_install; then
        say "Installing system packages: $*"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        say "Missing system packages. Please run:  sudo apt-get install -y $*"
        return 1
    fi
}
