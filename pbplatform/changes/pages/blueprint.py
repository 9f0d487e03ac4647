"""The blueprint of this slice."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("changes", __name__)
