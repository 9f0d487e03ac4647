"""Pages of what became of the winners."""

from pbplatform.delivery.views import lines, progress, public_pages
from pbplatform.delivery.views.blueprint import bp

__all__ = ["bp", "lines", "progress", "public_pages"]
