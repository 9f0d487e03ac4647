"""What asks people to sign in as trustees. Source: docs/rules/trustees.md section 5.1."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import Email, InputRequired, Length

from pbplatform.rounds.models import Round
from pbplatform.trustees.queries import standing_trustees, trustee_accounts
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import AddressField


class AskForm(Form):
    number = SelectField(_l("Which trustee?"), coerce=str)
    email = AddressField(
        _l("Their e-mail address"),
        description=_l("We send one mail there. Nothing begins before the person accepts."),
        validators=[
            InputRequired(_l("Enter an e-mail address like name@example.org")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
    )


class NoMoreForm(Form):
    number = SelectField(_l("Who is asked no more?"), coerce=str)


class Standing(NamedTuple):
    """One trustee, and whether they sign in."""

    number: int
    name: str
    asked: bool
    accepted: bool


def standing_of(session: Session, round_: Round) -> list[Standing]:
    """Every trustee of a round, in order of the shares; none where the server has the key."""
    dealt, rows = standing_trustees(session, round_), trustee_accounts(session, round_.id)
    return [
        Standing(n, name, n in rows, n in rows and rows[n].accepted_at is not None)
        for n, name in enumerate(dealt.names if dealt else (), 1)
    ]


def fill(form: AskForm, no_more: NoMoreForm, standing: list[Standing]) -> None:
    """Whom each form is about."""
    free = [(str(one.number), one.name) for one in standing if not one.accepted]
    form.number.choices = choices_of(free)
    waiting = [(str(one.number), one.name) for one in standing if one.asked and not one.accepted]
    no_more.number.choices = choices_of(waiting)
