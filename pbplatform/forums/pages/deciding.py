"""Deciding on corrections of minutes: by a clerk or a facilitator of the forum, with a reason."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import InputRequired

from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.words_diff import difference
from pbplatform.forums import queries, services
from pbplatform.forums.domain.changes import changes, near_changes
from pbplatform.forums.domain.correcting import corrected
from pbplatform.forums.kinds import CORRECTION_AFTER, CorrectionState
from pbplatform.forums.models import Correction
from pbplatform.forums.pages.arranging import ARRANGERS, arranging
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.correcting import found_at
from pbplatform.forums.services.texts import correction_path
from pbplatform.forums.words.next_act import next_act_of_correction
from pbplatform.forums.words.states import KIND_NAMES, correction_state
from pbplatform.places import queries as places
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

CORRECTIONS = "/desk/facilitator/forums/<slug>/meetings/<day>/corrections"
_CHOICES = {
    CorrectionState.ACCEPTED: _l("Accept it"),
    CorrectionState.DECLINED: _l("Decline it"),
}


class DecideForm(ConfirmForm):
    fact_names = {
        "state": _l("Where it stands"),
        "made_in": _l("The version that makes it"),
        "passage": _l("The passage"),
        "proposed": _l("The proposed words"),
        "why": _l("The reason of whoever sent it"),
    }

    decision = RadioField(
        _l("What do you decide?"), validators=[InputRequired(_l("Choose one from the list"))]
    )
    reason = LineField(
        _l("Why?"),
        description=_l("Needed when you decline it or change a decision. The reason is public."),
        validators=[AtMost(500)],
    )

    def __init__(self, *, state: CorrectionState) -> None:
        super().__init__()
        after = CORRECTION_AFTER[state]
        self.decision.choices = choices_of(
            [(each.value, words) for each, words in _CHOICES.items() if each in after]
        )


@bp.route(CORRECTIONS)
@staff(*ARRANGERS)
def corrections(slug: str, day: str) -> ResponseReturnValue:
    """All corrections of one meeting's minutes, those to decide on first."""
    session = db.session()
    forum, meeting = found_at(slug, day)
    arranging(forum)
    found = queries.corrections_of(session, meeting.id)
    days = places.working_days(session, meeting.calendar_version)
    today = days.day_of(request_now())
    return render_template(
        "forums/corrections_desk.html",
        forum=forum,
        meeting=meeting,
        waiting=[each for each in found if each.is_open or each.waits_for_version],
        done=[each for each in found if not (each.is_open or each.waits_for_version)],
        states={each.id: correction_state(each) for each in found},
        acts={each.id: next_act_of_correction(each, days, today) for each in found},
    )


@bp.route(f"{CORRECTIONS}/<int:number>", methods=["GET", "POST"])
@staff(*ARRANGERS)
def decide_correction(slug: str, day: str, number: int) -> ResponseReturnValue:
    session = db.session()
    forum, meeting = found_at(slug, day)
    actor = arranging(forum)
    found = queries.correction_by_number(session, meeting.id, number)
    form, correction_id = DecideForm(state=CorrectionState(found.state)), found.id

    def decide(writing: Session) -> tuple[CorrectionState, bool]:
        services.require_same_correction(
            writing, correction_id=correction_id, seen=form.seen.data or ""
        )
        decision = CorrectionState(form.decision.data)
        made = services.decide_correction(
            writing,
            actor=actor,
            correction_id=correction_id,
            decision=decision,
            reason=form.reason.data or "",
            now=request_now(),
        )
        return decision, decision is CorrectionState.ACCEPTED and _put_in(writing, actor, made)

    def decided(made: tuple[CorrectionState, bool]) -> Then:
        decision, put_in = made
        if decision is CorrectionState.DECLINED:
            told = _("The correction is declined, and its author is told.")
            return Then(url_for(".corrections", slug=slug, day=day), told)
        there = url_for(".minutes", slug=slug, day=day)
        if put_in:
            return Then(there, _("The correction is accepted. Your draft has it: publish it next."))
        told = _("The correction is accepted. Its passage stands elsewhere now: put it in by hand.")
        return Then(there, told, "warning")

    if answer := post(form, decide, decided):
        return answer
    form.carry(services.facts_of_correction(found))
    return _decide_page(slug, day, form, found)


def _put_in(writing: Session, actor: ActorRef, correction: Correction) -> bool:
    """Put an accepted correction into the writer's own draft, where its passage stands once."""
    meeting_id = correction.meeting_id
    draft = queries.draft_of(writing, meeting_id, actor.account_id or 0)
    newest = queries.newest_minutes(writing, meeting_id)
    text = draft.text if draft else newest.text if newest else ""
    applied = corrected(text, correction.passage, correction.proposed)
    if not applied:
        return False
    services.save_draft(
        writing, actor=actor, meeting_id=meeting_id, text=applied, now=request_now()
    )
    return True


def _decide_page(slug: str, day: str, form: DecideForm, found: Correction) -> ResponseReturnValue:
    session = db.session()
    forum, meeting = found_at(slug, day)
    newest = queries.public_minutes(queries.minutes_versions(session, meeting.id))[-1]
    applied = corrected(newest.text, found.passage, found.proposed)
    days = places.working_days(session, meeting.calendar_version)
    page = render_template(
        "forums/decide_correction.html",
        form=form,
        forum=forum,
        meeting=meeting,
        correction=found,
        text_path=correction_path(forum, meeting, found.number),
        state=correction_state(found),
        kind=KIND_NAMES[found.kind],
        pieces=difference(found.passage, found.proposed),
        shown=near_changes(changes(newest.text, applied)) if applied else [],
        may_decide=bool(form.decision.choices) and found.made_in is None,
        decisions=queries.decisions_of(session, [found]).get(found.id, []),
        act=next_act_of_correction(found, days, days.day_of(request_now())),
    )
    return page, form.status
