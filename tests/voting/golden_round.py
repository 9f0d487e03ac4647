"""What one round of approval votes came to when it was first counted; see golden/README.md."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden/version_1.json").read_text())
BODY = GOLDEN["definition"].encode()
