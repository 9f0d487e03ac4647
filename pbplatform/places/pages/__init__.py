"""What is shown: a module for each page or flow."""

from pbplatform.places.pages import settings
from pbplatform.places.pages.place import bp

__all__ = ["bp", "settings"]
