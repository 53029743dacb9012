#!/usr/bin/env bash
# Set up everything that `make run` and `make test` need: system packages (as root or with sudo; otherwise it says
# what to run), the virtual environment, and the Python packages pinned in requirements.lock.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

source scripts/system.sh

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    say "Jihe needs Python 3.11 or newer; '$python' is not. Name one: make PYTHON=/path/to/python3.12 run"
    exit 4
}

missing=()
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
command -v tesseract >/dev/null || missing+=(tesseract-ocr)
tesseract --list-langs 2>/dev/null | grep -qx chi_sim || missing+=(tesseract-ocr-chi-sim)

install_system "${missing[@]}" || {
    # Without Tesseract Jihe still works, with one OCR reader less; without venv nothing does.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || exit 4
}

[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
