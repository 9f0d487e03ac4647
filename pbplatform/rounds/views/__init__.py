"""Pages of rounds: what everybody sees, and the facilitator's desk."""

from pbplatform.rounds.views import people, public_pages, setting_up
from pbplatform.rounds.views.blueprint import bp

__all__ = ["bp", "people", "public_pages", "setting_up"]
