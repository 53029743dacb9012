#!/usr/bin/env bash
# Set up everything that `make run` and `make test` need: system packages (as root or with sudo; otherwise it says
# what to run), the virtual environment, and the Python packages pinned in requirements.lock.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "Jihe needs Python 3.11 or newer; '$python' is not. Name one: make PYTHON=/path/to/python3.12 run"
    exit 4
}

missing=()
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
command -v tesseract >/dev/null || missing+=(tesseract-ocr)
tesseract --list-langs 2>/dev/null | grep -qx chi_sim || missing+=(tesseract-ocr-chi-sim)

if [ ${#missing[@]} -gt 0 ]; then
    if may_install; then
        say "Installing system packages: ${missing[*]}"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    else
        say "Missing system packages. Please run:  sudo apt-get install -y ${missing[*]}"
        # Without Tesseract Jihe still works, with one OCR reader less; without venv nothing does.
        "$python" -c 'import ensurepip, venv' 2>/dev/null || exit 4
    fi
fi

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
