"""Pages of words that must go."""

from pbplatform.moderation.pages import desk, erasing, feeds, looking, public, reporting
from pbplatform.moderation.pages.blueprint import bp

__all__ = ["bp", "desk", "erasing", "feeds", "looking", "public", "reporting"]
