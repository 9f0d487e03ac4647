"""The blueprint that the pages of this slice share."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("letters", __name__, url_prefix="/desk/clerk/letters")
