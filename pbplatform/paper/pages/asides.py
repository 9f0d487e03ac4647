"""Papers that are set aside, and the public page of the papers.

Source: docs/rules/paper.md sections 2.4 and 4.
"""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.accounts import services as accounts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.undecided import PaperNumbers
from pbplatform.paper.kinds import AsideOutcome, AsideWhy
from pbplatform.paper.pages.blueprint import bp
from pbplatform.paper.pages.finding import finding
from pbplatform.paper.pages.handing import DESK, round_of_clerk, words_of
from pbplatform.paper.pages.handing_forms import AsideForm, DecideForm
from pbplatform.paper.policies.handing import refuse_to_decide_aside, refuse_to_set_aside
from pbplatform.paper.queries.batches import batches_of
from pbplatform.paper.queries.handing import WaitingAside, aside_of, asides_of, decided_more
from pbplatform.paper.services.aside import set_aside
from pbplatform.paper.services.paper_acts import DECIDE, to_decide
from pbplatform.paper.words.asides import MORE_OUTCOMES, OUTCOMES, WHY_WORDS
from pbplatform.paper.words.batches import state_words
from pbplatform.paper.words.next_act import next_act_of_aside
from pbplatform.paper.words.numbers import Account, account_of, paper_rows, sum_words
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import takes_paper, ways_of
from pbplatform.voting.pages.page_parts import acting_in_round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import public, require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

ANY = ("clerk", "facilitator", "auditor")


@bp.route(f"{DESK}/aside", methods=["GET", "POST"])
@staff(*ANY)
def asides(slug: str) -> ResponseReturnValue:
    """The papers set aside, and one more."""
    round_, actor = round_of_clerk(slug, "facilitator", "auditor")
    form, round_id = AsideForm(), round_.id

    def act(session: Session) -> int:
        why, now = AsideWhy(form.why.data), request_now()
        return set_aside(
            session, actor=actor, round_id=round_id, why=why, today=request_today(), now=now
        )

    def kept(number: int) -> Then:
        told = _(
            "It has the number %(number)s. Write it on the cover, and on the slip for the voter.",
            number=number,
        )
        return Then(url_for(".asides", slug=slug), told)

    if answer := post(form, act, kept, form_is="makes", refusals=DomainError):
        return answer
    page = render_template(
        "paper/asides.html",
        form=form,
        round=round_,
        shut=_shut(actor, round_),
        **_told(round_),
    )
    return no_store((page, form.status))


def _shut(actor: ActorRef, round_: Round) -> str:
    """Why no paper can be set aside now, late or not."""
    paper, now = takes_paper(db.session(), round_.id), request_now()
    late = now >= round_.closes_at
    return words_of(refuse_to_set_aside(actor, round_, now, takes_paper=paper, late=late))


def _told(round_: Round) -> dict[str, object]:
    now, today = request_now(), request_today()
    found = asides_of(db.session(), round_.id)
    return {
        "asides": [
            (aside, next_act_of_aside(WaitingAside(aside, round_), now, today)) for aside in found
        ],
        "whys": WHY_WORDS,
        "outcomes": OUTCOMES,
    }


@bp.route(f"{DESK}/aside/<int:number>", methods=["GET", "POST"])
@staff(*ANY)
def decide(slug: str, number: int) -> ResponseReturnValue:
    """What becomes of one: asked here, confirmed by a second person."""
    session = db.session()
    round_ = rounds.round_by_slug(session, slug)
    actor = acting_in_round(require_actor(), round_, *ANY)
    aside, round_id, found = aside_of(session, round_.id, number), round_.id, finding(round_)
    form = found.filled(DecideForm, "voter")

    def ask(writing: Session) -> None:
        asked = to_decide(
            writing.get_one(Round, round_id),
            number,
            outcome=AsideOutcome(form.outcome.data),
            voter=form.voter.data or 0,
            reason=(form.reason.data or "").strip(),
        )
        accounts.ask(writing, DECIDE, actor=actor, asked=asked, now=request_now())

    told = _("Nothing has changed yet. A second person confirms it here.")
    answer = found.pressed or post(form, ask, Then("/desk/two-people", told), refusals=DomainError)
    if isinstance(answer, Response):
        return answer
    refusal = refuse_to_decide_aside(
        round_, counts=False, decided=bool(aside.outcome), came_back=aside.came_back
    )
    page = render_template(
        "paper/decide.html",
        form=form,
        round=round_,
        aside=aside,
        why=WHY_WORDS[AsideWhy(aside.why)],
        under_condition=AsideWhy(aside.why).under_condition,
        finding=found,
        shut=words_of(refusal),
    )
    return no_store((page, found.status or form.status))


@bp.route("/rounds/<slug>/paper")
@public
def numbers(slug: str) -> ResponseReturnValue:
    """Where the papers of a round are, and what became of those set aside; for everybody."""
    session = db.session()
    round_ = public_round(session, slug)
    ways = ways_of(session, round_.id)
    paper = ways is not None and ways.takes_paper
    account = account_of(session, round_) if paper else Account(PaperNumbers(), {})
    return render_template(
        "paper/numbers.html",
        round=round_,
        takes_paper=paper,
        ways=ways,
        rules=Exclusion,
        rows=paper_rows(account),
        sum_words=sum_words(account.numbers),
        decided=decided_more(session, round_.id) if paper else [],
        outcomes_of_more=MORE_OUTCOMES,
        batches=[(batch, state_words(batch)) for batch in batches_of(session, round_.id)],
        **_told(round_),
    )
