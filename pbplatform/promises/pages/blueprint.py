"""Where the pages of checks and evidence are registered."""

from flask import Blueprint

bp = Blueprint("promises", __name__)
