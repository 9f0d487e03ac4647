"""The hand check: its public page, and the desk of the two people who compare papers.

Source: docs/rules/paper.md section 5.
"""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import services as accounts
from pbplatform.accounts.domain.acts import ActKind, Asked
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.paper.domain.drawing import Sheet
from pbplatform.paper.pages.blueprint import bp
from pbplatform.paper.pages.check_forms import ExplainForm, PressForm
from pbplatform.paper.policies.checking import CHECKERS, refuse_to_check, refuse_to_explain
from pbplatform.paper.queries.checking import (
    Found,
    found_in_check,
    handled_a_drawn_batch,
    papers_kept_until,
    rounds_with_sheets,
)
from pbplatform.paper.services.check_acts import (
    CONFIRM_CHECK,
    DESTROY_PAPERS,
    EXPLAIN,
    refuse_check,
    refuse_destruction,
    to_confirm_check,
    to_destroy_papers,
    to_explain,
)
from pbplatform.paper.words.check import OUTCOMES, standing_sentence
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round, round_by_slug
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.queries.ways import exclusion_of
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

STAFF = tuple(str(role) for role in CHECKERS)


def _rows(found: Found) -> list[tuple[Sheet, str]]:
    """Each drawn sheet with what was found, or nothing yet."""
    said = {one: str(OUTCOMES[found.outcomes[one]]) for one in found.drawn if one in found.outcomes}
    return [(one, said.get(one, "")) for one in found.drawn]


@bp.route("/rounds/<slug>/hand-check")
@public
def hand_check(slug: str) -> ResponseReturnValue:
    """Which papers are compared, what was found, and how long papers are kept."""
    session = db.session()
    round_ = public_round(session, slug)
    found = found_in_check(session, round_)
    if exclusion_of(session, round_.id) is Exclusion.NO_PAPER and not found.batches:
        raise NotFound("paper.no_paper_here")
    return render_template(
        "paper/hand_check.html",
        round=round_,
        found=found,
        sentence=standing_sentence(found),
        # Before two people confirmed it, what one of them wrote down is no finding.
        rows=[(one, said if found.is_done else "") for one, said in _rows(found)],
        until=papers_kept_until(session, round_),
    )


def here(slug: str) -> tuple[Round, ActorRef]:
    """The round, and this person in the first of the roles that compare.

    Raises:
        NotAllowed, NotFound: they hold none there, or there is no such round.
    """
    round_, actor = round_by_slug(db.session(), slug), require_actor()
    held = next((role for role in STAFF if actor.holds(role, round_.scope)), STAFF[0])
    return round_, actor.acting_over(held, round_.scope)


@bp.route("/desk/rounds/<slug>/hand-check")
@staff(*STAFF)
def check_desk(slug: str) -> ResponseReturnValue:
    """What is to compare, and what two people confirm next."""
    round_, actor = here(slug)
    return _desk(round_, actor, ExplainForm(), "")


def _carrying(form: PressForm, facts: Facts) -> PressForm:
    form.carry(facts)
    return form


def _desk(round_: Round, actor: ActorRef, form: ExplainForm, said: str) -> ResponseReturnValue:
    session, now = db.session(), request_now()
    found = found_in_check(session, round_)
    handled = handled_a_drawn_batch(session, round_.id, found.drawn, actor.account_id)
    why_not = refuse_to_check(actor, round_, now, done=found.is_done, handled=handled)
    not_whole = refuse_check(session, round_, actor, now)
    kept = rounds_with_sheets(session).get(round_.id, 0)
    not_destroyed = refuse_destruction(session, round_, now)
    page = render_template(
        "paper/check_desk.html",
        round=round_,
        found=found,
        sentence=standing_sentence(found),
        rows=_rows(found),
        why_not=message_for(why_not) if why_not and found.drawn else "",
        may_confirm=not_whole is None,
        may_explain=refuse_to_explain(round_, now, done=found.is_done, settled=found.is_settled)
        is None,
        kept=kept,
        not_destroyed=message_for(not_destroyed) if not_destroyed else "",
        confirm=_carrying(PressForm(formdata=None), found.facts),
        destroy=_carrying(PressForm(formdata=None), to_destroy_papers(session, round_).facts),
        form=_carrying(form, found.facts),
        said=said,
    )
    return no_store((page, 409 if said else form.status))


def _ask(
    slug: str, form: PressForm, kind: ActKind, what: Asked, shown: Facts
) -> ResponseReturnValue:
    """Ask a second person; the desk again with the reason where that is refused."""
    _round, actor = here(slug)

    def ask(writing: Session) -> None:
        require_same(form.seen.data, shown)
        accounts.ask(writing, kind, actor=actor, asked=what, now=act_now(writing))

    then = Then(url_for("two_people.index"), _("You asked a second person to confirm it."))
    if answer := post(form, ask, then, refusals=DomainError):
        return answer
    if isinstance(form, ExplainForm):
        return _desk(round_by_slug(db.session(), slug), actor, form, "")
    said = message_for(form.refused) if form.refused else _("Press the button again.")
    return _desk(round_by_slug(db.session(), slug), actor, ExplainForm(formdata=None), said)


@bp.route("/desk/rounds/<slug>/hand-check/confirm", methods=["POST"])
@staff(*STAFF)
def confirm_check(slug: str) -> ResponseReturnValue:
    """Ask a second person to confirm what was found."""
    round_, _actor = here(slug)
    asked = to_confirm_check(db.session(), round_)
    return _ask(slug, PressForm(), CONFIRM_CHECK, asked, asked.facts)


@bp.route("/desk/rounds/<slug>/hand-check/explain", methods=["POST"])
@staff(*STAFF)
def explain_check(slug: str) -> ResponseReturnValue:
    """Ask a second person to say with this one why papers differ."""
    (round_, _actor), form = here(slug), ExplainForm()
    shown = found_in_check(db.session(), round_).facts
    return _ask(slug, form, EXPLAIN, to_explain(round_, form.reason.data or ""), shown)


@bp.route("/desk/rounds/<slug>/hand-check/papers", methods=["POST"])
@staff(*STAFF)
def papers_destroyed(slug: str) -> ResponseReturnValue:
    """Ask a second person to say with this one that the papers are destroyed."""
    round_, _actor = here(slug)
    asked = to_destroy_papers(db.session(), round_)
    return _ask(slug, PressForm(), DESTROY_PAPERS, asked, asked.facts)
