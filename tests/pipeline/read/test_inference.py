"""What reads scans speaks to no network."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import socket, sys
def refuse(*_):
    raise SystemExit("a connection was tried")
socket.socket.connect = socket.getaddrinfo = refuse
from pipeline.commands.doctor import LIBRARIES
from pipeline.read.scan.numerals import numerals
from pipeline.read.scan.rapid import RapidOCR
numerals()
assert "pipeline.read.scan.inference" in sys.modules
print(sorted(name for name, module in sys.modules.items() if name.startswith("openvino_telemetry") and module))
"""


def test_openvino_is_loaded_without_its_telemetry() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "[]"
