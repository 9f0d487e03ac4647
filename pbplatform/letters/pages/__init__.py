"""Pages of this slice."""

from pbplatform.letters.pages.blueprint import bp

__all__ = ["bp"]
