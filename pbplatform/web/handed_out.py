"""Programs and lists that are handed out as they are, for people to read and to run themselves."""

from __future__ import annotations

from flask import Response


def handed_out(content: bytes, name: str) -> Response:
    """A text file to keep, always the one of now.

    Args:
        name: of the file; ours, never somebody's words.
    """
    answer = Response(content, mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer
