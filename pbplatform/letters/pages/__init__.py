"""Pages of this slice."""

from pbplatform.letters.pages import batches, one
from pbplatform.letters.pages.blueprint import bp

__all__ = ["batches", "bp", "one"]
