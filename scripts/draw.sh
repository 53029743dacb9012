#!/usr/bin/env bash
# What drawing sample reports needs beside `setup.sh`: LibreOffice (Word to PDF, old workbooks in the tests), HarfBuzz's
# subsetter (without it WeasyPrint takes a minute a report), Chinese fonts; the Python packages of the groups draw and bench.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/system.sh

missing=()
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui)
compgen -G '/usr/lib/libreoffice/program/libsclo.so' >/dev/null || missing+=(libreoffice-calc-nogui)
compgen -G '/usr/lib/*/libharfbuzz-subset.so.0' >/dev/null || missing+=(libharfbuzz-subset0)
command -v fc-list >/dev/null || missing+=(fontconfig)
[ -e /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc ] || missing+=(fonts-noto-cjk)
[ -e /usr/share/fonts/truetype/arphic/uming.ttc ] || missing+=(fonts-arphic-uming)
[ -e /usr/share/fonts/truetype/arphic/ukai.ttc ] || missing+=(fonts-arphic-ukai)
[ -e /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc ] || missing+=(fonts-wqy-zenhei)
install_system "${missing[@]}" || say "Reports are drawn without them, but not all their forms, and slowly."

.venv/bin/python -m pip install --quiet 'pip>=25.1'  # older ones know no groups
.venv/bin/python -m pip install --quiet --group draw --group bench
