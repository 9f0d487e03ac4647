"""Pages of what became of the winners."""

from pbplatform.delivery.pages import account, checks, feeds, lines, progress, project, public_pages
from pbplatform.delivery.pages.blueprint import bp

__all__ = ["account", "bp", "checks", "feeds", "lines", "progress", "project", "public_pages"]
