"""Pages of this slice."""

from pbplatform.paper.pages import batches, entering
from pbplatform.paper.pages.blueprint import bp

BLUEPRINTS = (bp, batches.bp, entering.bp)

__all__ = ["BLUEPRINTS", "batches", "bp", "entering"]
