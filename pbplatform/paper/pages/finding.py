"""A voter is found by the number of the register. Source: docs/rules/voting.md section 11.19."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.rounds.models import Round
from pbplatform.voting.jobs.register_look import voter_of_number
from pbplatform.voting.pages.page_parts import key_store
from pbplatform.voting.queries.register import newest_import
from pbplatform.web.base_form import Form
from pbplatform.web.fields import LineField
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import post_slowly
from pbplatform.web.refusals import message_for

AnyForm = TypeVar("AnyForm", bound=Form)
_LONGEST = 60


class FindForm(Form):
    """What is typed is hashed and forgotten: the page that answers does not show it again."""

    register = LineField(
        _l("Number in the register"),
        description=_l("We look up the number on the roll. We keep nothing of what you type here."),
        validators=[InputRequired(_l("Enter the number in the register")), AtMost(_LONGEST)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


@dataclass(frozen=True)
class Finding:
    """The form that finds a voter, beside the form of a page.

    Attributes:
        offered: the roll of the round came from a register.
        pressed: somebody pressed “Find”, not the button of the page.
        voter: the number on the roll; None when nothing was found.
    """

    form: FindForm
    offered: bool
    pressed: bool
    voter: int | None = None

    @property
    def status(self) -> int:
        """HTTP status of the page that answers “Find”; 0 where something else was pressed."""
        return self.form.status if self.pressed else 0

    def filled(self, kind: type[AnyForm], name: str) -> AnyForm:
        """The form of the page; who was found stands in its field of this name."""
        if not self.pressed:
            return kind()
        return kind(formdata=None, data={name: self.voter} if self.voter else {})


def finding(round_: Round) -> Finding:
    """What was typed to find a voter of this round, and who was found."""
    session = db.session()
    offered = newest_import(session, round_.id) is not None
    if "find" not in request.form:
        return Finding(FindForm(formdata=None), offered, pressed=False)
    form, found = FindForm(), []

    def look() -> None:
        found.append(voter_of_number(session, key_store(), round_, form.register.data or ""))

    def refuse(error: DomainError) -> None:
        form.register.errors = [*form.register.errors, message_for(error)]

    post_slowly(form, look, lambda _none: Response(), refuse=refuse)
    form.register.data = ""
    return Finding(form, offered, pressed=True, voter=found[0] if found else None)
