"""A clerk gives out ballot papers and takes them back. Source: docs/rules/paper.md section 2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.paper.kinds import How, PaperState
from pbplatform.paper.pages.blueprint import bp
from pbplatform.paper.pages.finding import finding
from pbplatform.paper.pages.handing_forms import BackForm, GiveForm, ReplaceForm
from pbplatform.paper.queries.handing import open_asides
from pbplatform.paper.services.handing import give_papers, refuse_back, refuse_hand_out, take_back
from pbplatform.paper.services.paper_acts import REPLACE, to_replace
from pbplatform.paper.words.numbers import account_of, paper_rows
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of
from pbplatform.voting.domain.numbers import read_numbers
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import whole_number
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

AnyForm = TypeVar("AnyForm", bound=Form)
Made = TypeVar("Made")
DESK = "/desk/clerk/rounds/<slug>/paper"


def round_of_clerk(slug: str, *others: str) -> tuple[Round, ActorRef]:
    """The round, and the clerk who acts in it, or somebody in one of the other roles."""
    round_ = rounds.round_by_slug(db.session(), slug)
    return round_, acting_in_round(require_actor(), round_, "clerk", *others)


def words_of(refusal: DomainError | None) -> str:
    """A refusal as a sentence, or nothing."""
    return message_for(refusal) if refusal else ""


@bp.route(DESK)
@staff("clerk", "facilitator", "auditor")
def desk(slug: str) -> ResponseReturnValue:
    """Where the papers of a round are, and what a clerk can do with them now."""
    session, now = db.session(), request_now()
    round_, actor = round_of_clerk(slug, "facilitator", "auditor")
    account = account_of(session, round_)
    page = render_template(
        "paper/desk.html",
        round=round_,
        rows=paper_rows(account),
        rule=exclusion_of(session, round_.id),
        rules=Exclusion,
        give_shut=words_of(refuse_hand_out(session, actor, round_, now)),
        back_shut=words_of(refuse_back(session, actor, round_, now, what=PaperState.UNUSED)),
        more_open=account.numbers.more_open,
        open_asides=open_asides(session, [round_.id]).get(round_.id, 0),
    )
    return no_store((page, 200))


def _numbered(
    slug: str,
    template: str,
    kind: type[AnyForm],
    act: Callable[[Session, ActorRef, int, AnyForm], Made],
    then: Callable[[AnyForm, Made], Then],
    refuse: Callable[[Session, ActorRef, Round, datetime], DomainError | None],
) -> ResponseReturnValue:
    """A page on which a clerk names numbers of the roll, or finds one by the register's.

    Args:
        act: what the form asks for, told the clerk and the id of the round.
        then: what follows.
        refuse: why this clerk cannot do it now.
    """
    round_, actor = round_of_clerk(slug)
    round_id, found = round_.id, finding(round_)
    form = found.filled(kind, "numbers")
    answer = found.pressed or post(
        form,
        lambda session: act(session, actor, round_id, form),
        lambda made: then(form, made),
        refusals=DomainError,
    )
    if isinstance(answer, Response):
        return answer
    session = db.session()
    page = render_template(
        template,
        form=form,
        round=round_,
        finding=found,
        shut=words_of(refuse(session, actor, round_, request_now())),
        replaces=exclusion_of(session, round_id) is Exclusion.REPLACES,
    )
    return no_store((page, found.status or form.status))


@bp.route(f"{DESK}/give", methods=["GET", "POST"])
@staff("clerk")
def give(slug: str) -> ResponseReturnValue:
    """A paper goes to a number on the roll, or to many."""

    def act(session: Session, actor: ActorRef, round_id: int, form: GiveForm) -> int:
        return give_papers(
            session,
            actor=actor,
            round_id=round_id,
            numbers=read_numbers(form.numbers.data or ""),
            how=How(form.how.data),
            sure=bool(form.sure.data),
            today=request_today(),
            now=request_now(),
        )

    def given(_form: GiveForm, count: int) -> Then:
        told = ngettext(
            "%(count)s paper is noted as given out. A slip can be put right today.",
            "%(count)s papers are noted as given out. A slip can be put right today.",
            count,
            count=whole_number(count),
        )
        return Then(url_for(".give", slug=slug), told)

    return _numbered(slug, "paper/give.html", GiveForm, act, given, refuse_hand_out)


@bp.route(f"{DESK}/back", methods=["GET", "POST"])
@staff("clerk")
def back(slug: str) -> ResponseReturnValue:
    """A paper comes back before it is a vote."""

    def act(session: Session, actor: ActorRef, round_id: int, form: BackForm) -> int:
        return take_back(
            session,
            actor=actor,
            round_id=round_id,
            numbers=read_numbers(form.numbers.data or ""),
            what=PaperState(form.what.data),
            sure=bool(form.sure.data),
            today=request_today(),
            now=request_now(),
        )

    def taken(form: BackForm, _count: int) -> Then:
        told = {
            PaperState.SPOILED: _("Noted. Give another paper now, and destroy the spoiled one."),
            PaperState.UNUSED: _("Noted. They can vote online again, with the same letter."),
            PaperState.SLIP: _("Put right. No paper is out for this number."),
        }
        return Then(url_for(".back", slug=slug), told[PaperState(form.what.data)])

    refuse = partial(refuse_back, what=PaperState.UNUSED)
    return _numbered(slug, "paper/back.html", BackForm, act, taken, refuse)


@bp.route(f"{DESK}/replace", methods=["GET", "POST"])
@staff("clerk")
def replace(slug: str) -> ResponseReturnValue:
    """Somebody voted online and wants a paper: two people take that vote out."""

    def ask(session: Session, actor: ActorRef, round_id: int, form: ReplaceForm) -> None:
        asked = to_replace(session.get_one(Round, round_id), form.numbers.data or 0)
        accounts.ask(session, REPLACE, actor=actor, asked=asked, now=request_now())

    def asked(_form: ReplaceForm, _nothing: None) -> Then:
        told = _("Nothing has changed yet. A second person confirms it here. Then give the paper.")
        return Then("/desk/two-people", told)

    return _numbered(slug, "paper/replace.html", ReplaceForm, ask, asked, refuse_hand_out)
