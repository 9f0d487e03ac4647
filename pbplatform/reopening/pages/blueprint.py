"""The blueprint that the pages of this slice share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("openings", __name__)
"""Pages for everybody under `/rounds`, those that write under `/desk`."""
