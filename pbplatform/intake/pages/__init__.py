"""Pages of this slice."""

from pbplatform.intake.pages.blueprint import bp

__all__ = ["bp"]
