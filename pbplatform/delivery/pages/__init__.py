"""Pages of what became of the winners."""

from pbplatform.delivery.pages import lines, progress, public_pages
from pbplatform.delivery.pages.blueprint import bp

__all__ = ["bp", "lines", "progress", "public_pages"]
