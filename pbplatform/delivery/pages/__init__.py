"""Pages of what became of the winners."""

from pbplatform.delivery.pages import checks, lines, progress, public_pages
from pbplatform.delivery.pages.blueprint import bp

__all__ = ["bp", "checks", "lines", "progress", "public_pages"]
