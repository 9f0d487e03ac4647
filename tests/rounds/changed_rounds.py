"""A round that is changed, paused and taken up again, as tests do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.models import PairAct
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import seal
from pbplatform.rounds import services
from pbplatform.rounds.models import Round
from tests.factories import BEGIN, make_person

LONG_AGO = BEGIN - timedelta(days=30)
DAY = timedelta(days=1)


def staff(session: Session) -> SimpleNamespace:
    """Bea, a facilitator, and Una, an auditor, both known for a month."""
    bea = make_person(session, "Bea", role="facilitator", now=LONG_AGO)
    una = make_person(session, "Una", role="auditor", now=LONG_AGO)
    return SimpleNamespace(bea=bea, una=una)


def confirm(session: Session, una: ActorRef, now: datetime) -> None:
    act = session.scalars(select(PairAct).where(PairAct.state == "waiting")).one()
    accounts.confirm(session, actor=una, act_id=act.id, seen=act.facts_sha256.hex(), now=now)


def ask_for(session: Session, bea: ActorRef, fund: Round, money: int, now: datetime) -> None:
    services.ask_to_add_money(
        session,
        actor=bea,
        round_id=fund.id,
        money_minor=money,
        source="A gift",
        reason="More",
        seen=seal(services.facts_of_money(fund)),
        now=now,
    )


def pause(session: Session, bea: ActorRef, fund: Round, now: datetime) -> None:
    services.pause_round(
        session,
        actor=bea,
        round_id=fund.id,
        resumes_by=now + 7 * DAY,
        reason="Flood",
        seen=seal(services.facts_of_dates(fund)),
        now=now,
    )


def resume(session: Session, bea: ActorRef, fund: Round, now: datetime, **moved: datetime) -> None:
    offered = services.dates_to_offer(fund, now)
    services.resume_round(
        session,
        actor=bea,
        round_id=fund.id,
        dates=replace(offered, **moved),
        reason="Dry again",
        seen=seal(services.facts_of_dates(fund)),
        now=now,
    )
