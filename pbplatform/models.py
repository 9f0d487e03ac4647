"""Every table: each slice brings its own, so with all slices the metadata is whole."""

from pbplatform.core.db import Base
from pbplatform.slices import SLICES

__all__ = ["SLICES", "Base"]
