"""Pages of this slice."""

from pbplatform.paper.pages.blueprint import bp

__all__ = ["bp"]
