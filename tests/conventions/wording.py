"""Templates read for what they say: a sentence broken over lines is looked for whole."""

from __future__ import annotations

import re
from pathlib import Path

_PARTS_OF_A_CONSTANT = re.compile(r'"\s*\n\s*"')


def read_whole(path: Path) -> str:
    """The source of a template with every sentence on one line, blanks made single."""
    return re.sub(r"\s+", " ", _PARTS_OF_A_CONSTANT.sub("", path.read_text()))
