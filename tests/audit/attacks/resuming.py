"""Results of a long run, written down as they come: one that is stopped goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Results:
    """One file with a line for each part of the work that is done.

    Attributes:
        lines: what was found, by the name of the part.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.lines = path, dict[str, dict[str, Any]]()
        if path.exists():
            for line in path.read_text().splitlines():
                if line.endswith("}"):  # else the last one, of a run that was killed
                    told = json.loads(line)
                    self.lines[told.pop("part")] = told

    def add(self, part: str, **told: Any) -> None:
        self.lines[part] = told
        with self.path.open("a") as file:
            file.write(json.dumps({"part": part, **told}) + "\n")
