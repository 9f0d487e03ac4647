"""Ticks for what is odd: it must be looked at before a button does something for good.

Source: docs/rules/rounds.md section 4.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import InputRequired

from pbplatform.rounds.domain.oddities import Group, Oddity, groups_of
from pbplatform.web.base_form import ConfirmForm


def _tick() -> BooleanField:
    missing = _l("Read what is odd here, then tick that you have looked at it")
    return BooleanField(_l("I have looked at this"), validators=[InputRequired(missing)])


class LookForm(ConfirmForm):
    """A button, what the page showed, and a tick for each group in which something is odd."""

    looked_projects = _tick()
    looked_voters = _tick()
    looked_dates = _tick()
    looked_people = _tick()
    looked_key = _tick()
    looked_box = _tick()

    def ask_about(self, odd: Iterable[Oddity]) -> None:
        """Ask for no tick where nothing is odd."""
        asked = groups_of(odd)
        for group in Group:
            if group not in asked:
                del self[f"looked_{group}"]

    @property
    def looked(self) -> frozenset[Group]:
        """The groups that were ticked."""
        fields = ((group, self._fields.get(f"looked_{group}")) for group in Group)
        return frozenset(group for group, field in fields if field is not None and field.data)
