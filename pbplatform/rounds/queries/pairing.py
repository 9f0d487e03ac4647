"""What acts of two people in a round share: its round, and since when roles must be public.

Source: docs/rules/accounts.md section 5.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.places.queries.public_roles import two_working_days_before
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import round_by_slug


def public_before(session: Session, round_: Round, now: datetime) -> datetime:
    """The freeze, or two working days before: whichever lets more roles in."""
    lately = two_working_days_before(session, now)
    return max(lately, round_.frozen_at) if round_.frozen_at else lately


def round_of(session: Session, asked: Asked) -> Round:
    """The round that an act is about; NotFound when there is none."""
    return round_by_slug(session, asked.subject.partition("/")[2])


def _public_before_act(session: Session, asked: Asked, now: datetime) -> datetime:
    return public_before(session, round_of(session, asked), now)


# An act of two people in a round, with the ages of roles that hold for all of them.
act_in_round = partial(ActKind, lately=two_working_days_before, public_before=_public_before_act)
