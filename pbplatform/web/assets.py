"""Addresses of style sheets and scripts, with a mark that changes when the file does."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask
from markupsafe import Markup

FOLDER = "vendor"


def _marks(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".css", ".js"}
    }


def register(app: Flask, static: Path) -> None:
    """Give templates `asset("js/main.js")` and `stylesheet("core")`.

    The built files are read once, at start.
    """
    marks = _marks(static / FOLDER)

    def asset(name: str) -> str:
        mark = marks.get(name, "")
        return f"/static/{FOLDER}/{name}" + (f"?v={mark}" if mark else "")

    def stylesheet(name: str) -> Markup:
        return Markup('<link rel="stylesheet" href="{}">').format(asset(f"{name}.css"))

    app.jinja_env.globals.update(asset=asset, stylesheet=stylesheet)
