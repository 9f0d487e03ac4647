"""Kiosks in words."""

from __future__ import annotations

from pbplatform.web.sentences import gettext as _


def size_names() -> list[tuple[str, str]]:
    """Sizes of letters that a voter can choose, the usual one first."""
    return [("", str(_("Usual"))), ("large", str(_("Large"))), ("larger", str(_("Larger")))]


def contrast_names() -> list[tuple[str, str]]:
    """Contrasts that a voter can choose, the usual one first."""
    return [("", str(_("Usual"))), ("contrast", str(_("White on black")))]
