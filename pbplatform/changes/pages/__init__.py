"""Pages of what changed because of people."""

from pbplatform.changes.pages import changed, deciding, feeds, saying, story, years
from pbplatform.changes.pages.blueprint import bp

__all__ = ["bp", "changed", "deciding", "feeds", "saying", "story", "years"]
