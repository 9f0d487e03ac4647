"""Pages of checks by residents and of evidence, and what pages above show of them."""

from pbplatform.promises.pages import checks, evidence
from pbplatform.promises.pages.blueprint import bp

__all__ = ["bp", "checks", "evidence"]
