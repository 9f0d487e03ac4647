"""Files with people in them: larger than others, and held in memory instead of a file of ours.

Flask puts what is uploaded into a temporary file, where it could be read and recovered.
Source: docs/rules/running.md section 6.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, Any, TypeVar

from flask import Flask, Request

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "takes_in_memory"


def takes_in_memory(most_bytes: int) -> Callable[[View], View]:
    """A view whose request may be so long, and never touches a disk."""

    def decorate(view: View) -> View:
        setattr(view, _MARK, most_bytes)
        return view

    return decorate


class OwnRequest(Request):
    """A request that says whether its files stay in memory."""

    stays_in_memory = False

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.stays_in_memory:
            return io.BytesIO()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )


def allow(app: Flask, request: Request) -> None:
    """Let this request be as long as its view takes; before anything reads its form."""
    most = getattr(app.view_functions.get(request.endpoint or ""), _MARK, 0)
    if most and isinstance(request, OwnRequest):
        request.stays_in_memory = True
        request.max_content_length = most
