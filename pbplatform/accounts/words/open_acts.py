"""Acts of two people and offers of a role that only whoever asked can take back.

Source: docs/rules/accounts.md section 9.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import queries
from pbplatform.accounts.models import PairAct, RoleInvitation
from pbplatform.core.actor import PLACE
from pbplatform.web.open_acts import OpenAct, OpenActs
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.slices import act_words


def pair_acts_open_with(
    session: Session, account_ids: Collection[int], now: datetime
) -> list[OpenAct]:
    """What these people asked for and nobody has confirmed."""
    query = select(PairAct).where(PairAct.asked_by.in_(account_ids), PairAct.waiting_at(now))
    return [
        OpenAct(
            kind="accounts.pair",
            key=str(act.id),
            account_id=act.asked_by,
            roles=frozenset({act.asked_role}),
            scope=act.scope,
            what=_("Waits for a second person: %(act)s", act=act_words(act.act).title),
            url="/desk/two-people",
            by=act.lapses_at,
            own=_("It falls when the role ends. Somebody else asks for it again."),
        )
        for act in session.scalars(query.order_by(PairAct.id))
    ]


def offers_open_with(
    session: Session, account_ids: Collection[int], now: datetime
) -> list[OpenAct]:
    """Roles that these people offered and that wait for an answer."""
    query = select(RoleInvitation).where(
        RoleInvitation.asked_by.in_(account_ids), RoleInvitation.waiting_at(now)
    )
    return [
        OpenAct(
            kind="accounts.offer",
            key=str(offer.id),
            account_id=offer.asked_by,
            roles=frozenset({offer.role}),
            scope=offer.scope,
            what=_("An offer of a role that waits for an answer"),
            url="/desk/facilitator/roles",
            by=offer.lapses_at,
            own=_("It falls when the role ends. Another facilitator makes it again."),
        )
        for offer in session.scalars(query.order_by(RoleInvitation.id))
    ]


def pair_acts_stay(session: Session, scope: str, now: datetime) -> list[str]:
    """What waits for a second person in the whole place: without an auditor it lapses."""
    number = len(queries.waiting_acts(session, now=now)) if scope == PLACE else 0
    if not number:
        return []
    return [
        ngettext(
            "%(num)s act that waits for a second person",
            "%(num)s acts that wait for a second person",
            number,
        )
    ]


OPEN_ACTS = (
    OpenActs("accounts.pair", bound=pair_acts_open_with, staying=pair_acts_stay),
    OpenActs("accounts.offer", bound=offers_open_with),
)
