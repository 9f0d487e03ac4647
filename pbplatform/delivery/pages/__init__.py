"""Pages of what became of the winners."""

from pbplatform.delivery.pages import account, checks, lines, progress, public_pages
from pbplatform.delivery.pages.blueprint import bp

__all__ = ["account", "bp", "checks", "lines", "progress", "public_pages"]
