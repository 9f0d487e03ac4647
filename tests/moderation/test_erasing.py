"""Words that went are erased for good, by two people. Source: docs/rules/privacy.md section 4."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain import acts
from pbplatform.accounts.models import PairAct
from pbplatform.audit import queries as log
from pbplatform.audit import services as audit
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.words import words_findings
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile, seal
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.outbox import announce
from pbplatform.core.storage import StorageTask
from pbplatform.core.texts import MARK
from pbplatform.moderation import services
from pbplatform.moderation.kinds import ModerationLog, Outcome, Standing
from pbplatform.moderation.models import KeptWords, TextDecision, TextReport
from pbplatform.moderation.services.erasing import ERASE, ask_to_erase
from pbplatform.moderation.services.reporting import Report, report_text
from pbplatform.proposals.kinds import ProposalLog
from pbplatform.proposals.models import Idea
from tests.conftest import SetClock
from tests.factories import make_person, make_place, make_round
from tests.factories_proposals import CLAIMING, make_idea
from tests.mailed import waiting_mails

NOW = CLAIMING
RARE = "quokka"


@pytest.fixture(autouse=True)
def _act_is_known() -> None:
    acts.register(ERASE)


class Case:
    """An idea with a rare word in it, a facilitator and an auditor."""

    def __init__(self, session: Session) -> None:
        self.session = session
        make_place(session)
        self.bea = make_person(session, "Bea", role="facilitator")
        self.ada = make_person(session, "Ada", role="auditor")
        self.round = make_round(session)
        self.idea = make_idea(session, self.round, title=f"Ask {RARE}", text=f"The {RARE} lives.")
        self.path = f"rounds/neighbour-fund/ideas/{self.idea.number}"
        session.commit()

    def hide(self, **more: str) -> int:
        outcome = Outcome.STRUCK if "struck" in more else Outcome.HIDDEN
        wish = services.Wish(outcome=outcome, rule="private", reason="A home.", **more)
        number = services.decide(self.session, actor=self.bea, path=self.path, wish=wish, now=NOW)
        self.session.flush()
        return number

    def ask(self, number: int, by: ActorRef | None = None, reason: str = "A court.") -> PairAct:
        decision = self.session.get_one(TextDecision, number)
        ask_to_erase(
            self.session,
            actor=by or self.bea,
            number=number,
            reason=reason,
            seen=seal(services.facts_of_decision(decision)),
            now=NOW,
        )
        return self.session.scalars(select(PairAct).order_by(PairAct.id.desc())).first()  # type: ignore[return-value]

    def confirm(self, act: PairAct, by: ActorRef | None = None) -> None:
        accounts.confirm(
            self.session,
            actor=by or self.ada,
            act_id=act.id,
            seen=act.facts_sha256.hex(),
            now=NOW + timedelta(minutes=5),
        )
        self.session.flush()

    def erased(self, **more: str) -> int:
        number = self.hide(**more)
        self.confirm(self.ask(number))
        return number


@pytest.fixture
def case(session: Session) -> Case:
    return Case(session)


def everything(session: Session) -> str:
    """All rows of the database, as text."""
    session.flush()
    rows = (session.execute(select(table)).all() for table in Idea.metadata.sorted_tables)
    return "\n".join(str(row) for some in rows for row in some)


@pytest.mark.parametrize("struck", [{}, {"struck": RARE}])
def test_erased_words_are_in_no_row_and_a_mark_stays(
    session: Session, case: Case, struck: dict[str, str]
) -> None:
    report = Report(rule="private", words=f"It says {RARE}.")
    report_text(session, path=case.path, report=report, now=NOW)
    announce(
        session, "proposals:note", now=NOW, to="x@example.org", path=case.path, title=f"Ask {RARE}"
    )
    salt = case.idea.text_salt
    case.erased(**struck)
    assert RARE not in everything(session)
    session.refresh(case.idea)
    assert MARK in case.idea.text
    assert case.idea.text_salt != salt
    assert session.scalars(select(TextReport.words)).all() == [""]


def test_nothing_goes_before_the_second_person(session: Session, case: Case) -> None:
    number = case.hide()
    act = case.ask(number)
    assert RARE in everything(session)
    accounts.turn_down(session, actor=case.ada, act_id=act.id, seen=act.facts_sha256.hex(), now=NOW)
    assert RARE in everything(session)
    services.take_back(session, actor=case.bea, number=number, reason="Wrong.", now=NOW)
    assert case.idea.title == f"Ask {RARE}"


def test_one_person_alone_and_two_facilitators_erase_nothing(session: Session, case: Case) -> None:
    act = case.ask(case.hide())
    fay = make_person(session, "Fay", role="facilitator")
    for who, code in ((case.bea, "pair.same_person"), (fay, "pair.one_is_auditor")):
        with pytest.raises(DomainError, match=code.replace(".", r"\.")):
            case.confirm(act, by=who)
    assert RARE in everything(session)


def test_erased_words_never_come_back(session: Session, case: Case) -> None:
    number = case.erased()
    decision = session.get_one(TextDecision, number)
    assert decision.standing == Standing.ERASED
    assert decision.is_in_force
    with pytest.raises(Conflict, match=r"moderation\.erased"):
        services.take_back(session, actor=case.bea, number=number, reason="Wrong.", now=NOW)
    with pytest.raises(Conflict, match=r"moderation\.erased"):
        case.ask(number)
    assert all(kept.words is None for kept in session.scalars(select(KeptWords)))


def test_reason_may_not_repeat_the_words_and_old_pages_ask_for_nothing(
    session: Session, case: Case
) -> None:
    number = case.hide(struck=RARE)
    with pytest.raises(Conflict, match=r"moderation\.reason_repeats"):
        case.ask(number, reason=f"Because of {RARE}")
    with pytest.raises(Conflict, match=r"moderation\.reason_needed"):
        case.ask(number, reason=" ")
    with pytest.raises(ChangedMeanwhile):
        ask_to_erase(session, actor=case.bea, number=number, reason="A court.", seen="", now=NOW)


def test_words_of_staff_about_it_go_beside_the_log_and_the_entry_says_which(
    session: Session, case: Case
) -> None:
    audit.record(
        session,
        ProposalLog.IDEA_HANDED_BACK,
        actor=case.bea,
        subject=case.path,
        now=NOW,
        reason=f"About {RARE}",
    )
    audit.record(
        session,
        ProposalLog.IDEA_HANDED_BACK,
        actor=case.bea,
        subject="rounds/neighbour-fund/ideas/99",
        now=NOW,
        reason=f"Like idea 1, Ask {RARE}, it comes back",
    )
    case.erased()
    audit.fold(session, audit.ensure_log(session, SITE))
    entries = list(log.all_entries(session, log=SITE))
    (decided,) = [one for one in entries if one.kind == ModerationLog.TEXT_ERASED]
    handed = [one.idx for one in entries if one.kind == ProposalLog.IDEA_HANDED_BACK]
    assert decided.told["data"]["erased_entries"] == handed
    assert len(handed) == 2
    assert {decided.told["data"]["first"], decided.told["data"]["second"]} == {"Bea", "Ada"}
    assert decided.told["data"]["reason"] == "A court."
    assert list(words_findings(session)) == []
    assert len(session.scalars(select(StorageTask)).all()) == 1


def test_author_is_told_and_the_page_says_so(
    client: FlaskClient, session: Session, case: Case, clock: SetClock
) -> None:
    number = case.erased()
    session.commit()
    clock.at = NOW + timedelta(hours=1)
    assert [mail["to"] for mail in waiting_mails(session, "moderation:erased")] == [
        "nadia@example.org"
    ]
    page = client.get(f"/moderation/{number}").get_data(as_text=True)
    assert "The words were erased for good" in page
    idea = client.get(f"/{case.path}", follow_redirects=True).get_data(as_text=True)
    assert "The words were erased for good." in idea
    assert RARE not in page + idea
