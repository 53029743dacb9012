"""OpenVINO without its telemetry: it would tell its maker of every import, and Jihe speaks to no network.

Whoever needs OpenVINO imports it from here, before RapidOCR does. Without the package `openvino_telemetry` OpenVINO
takes a stub of its own that sends nothing.
"""

from __future__ import annotations

import sys

sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]

from openvino import Core, Model, Node, opset13  # noqa: E402

__all__ = ["Core", "Model", "Node", "opset13"]
