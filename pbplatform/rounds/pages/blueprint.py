"""The blueprint that all pages of rounds share."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
