"""Pages on which one thing becomes the next."""

from pbplatform.carry.pages import carrying, given, said_at, taking_away
from pbplatform.carry.pages.blueprint import bp

__all__ = ["bp", "carrying", "given", "said_at", "taking_away"]
