"""Pages of what changed because of people."""

from pbplatform.changes.pages import changed, deciding, saying, story, years
from pbplatform.changes.pages.blueprint import bp

__all__ = ["bp", "changed", "deciding", "saying", "story", "years"]
