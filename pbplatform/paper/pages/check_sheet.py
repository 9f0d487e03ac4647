"""One drawn sheet: the tracker of its slip, its public vote, and what two people found.

The tracker is only ever sent in a form, and kept nowhere. Source: docs/rules/paper.md section 5.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound
from pbplatform.core.secrets import normalise_code
from pbplatform.paper.domain.drawing import Sheet
from pbplatform.paper.kinds import CheckOutcome
from pbplatform.paper.pages.blueprint import bp
from pbplatform.paper.pages.check_forms import SheetForm
from pbplatform.paper.pages.checking import STAFF, here
from pbplatform.paper.policies.checking import refuse_to_check
from pbplatform.paper.queries.checking import found_in_check, handled_a_drawn_batch, public_votes
from pbplatform.paper.services.checking import say_outcome
from pbplatform.paper.words.check import OUTCOMES
from pbplatform.rounds.models import Round
from pbplatform.voting.domain.one_length import in_blocks
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.models import PublishedBallot
from pbplatform.voting.words.invalid import why_invalid
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


@bp.route("/desk/rounds/<slug>/hand-check/<int:batch>/<int:sheet>", methods=["GET", "POST"])
@staff(*STAFF)
def check_sheet(slug: str, batch: int, sheet: int) -> ResponseReturnValue:
    """First its public vote is shown, then what was found is said."""
    (round_, actor), one, form = here(slug), Sheet(batch, sheet), SheetForm()
    if one not in found_in_check(db.session(), round_).drawn:
        raise NotFound("paper.no_such_sheet")
    round_id, tracker = round_.id, normalise_code(form.tracker.data or "")
    votes = public_votes(db.session(), round_id, tracker) if tracker else []
    facts = {"vote": "; ".join(f"{vote.choices}|{vote.invalid}" for vote in votes)}

    def say(writing: Session) -> None:
        outcome = CheckOutcome(form.outcome.data or "")
        form.refuse_what_does_not_fit(outcome, tracker, listed=bool(votes))
        if votes:
            _require_seen(form.seen.data, facts)
        now = act_now(writing)
        say_outcome(writing, actor=actor, round_id=round_id, sheet=one, outcome=outcome, now=now)

    if form.is_submitted() and form.outcome.data:
        then = Then(url_for(".check_desk", slug=slug), _("We kept what you found of this paper."))
        if answer := post(form, say, then):
            return answer
    elif form.validate_on_submit() and not votes:
        code = "paper.tracker_not_listed" if tracker else "paper.tracker_missing"
        form.refuse(Conflict(code, field="tracker"))
    if votes:
        form.show(facts)
    return _page(here(slug)[0], actor, one, form, votes)


def _require_seen(seen: str | None, facts: dict[str, str]) -> None:
    if not seen:
        raise Conflict("paper.look_at_vote", field="outcome")
    require_same(seen, facts)


def _page(
    round_: Round,
    actor: ActorRef,
    one: Sheet,
    form: SheetForm,
    votes: Sequence[PublishedBallot],
) -> ResponseReturnValue:
    session = db.session()
    found = found_in_check(session, round_)
    handled = handled_a_drawn_batch(session, round_.id, found.drawn, actor.account_id)
    refusal = refuse_to_check(actor, round_, request_now(), done=found.is_done, handled=handled)
    page = render_template(
        "paper/check_sheet.html",
        round=round_,
        sheet=one,
        form=form,
        said=str(OUTCOMES[found.outcomes[one]]) if one in found.outcomes else "",
        votes=[(each.entries, why_invalid(each.invalid) if each.invalid else "") for each in votes],
        why_not=message_for(refusal) if refusal else "",
    )
    answer = no_store(in_blocks(page))
    answer.status_code = form.status
    return answer
