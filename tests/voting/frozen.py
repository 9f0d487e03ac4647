"""A vote as an earlier version stored it, byte by byte, and its frozen definition."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden/version_1.json").read_text())
BODY = GOLDEN["definition"].encode()
