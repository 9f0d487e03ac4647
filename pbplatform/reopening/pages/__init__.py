"""Pages of this slice."""

from pbplatform.reopening.pages import key, public, setting_aside, stating
from pbplatform.reopening.pages.blueprint import bp

__all__ = ["bp", "key", "public", "setting_aside", "stating"]
