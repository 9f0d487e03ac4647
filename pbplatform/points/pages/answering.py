"""Writing an answer, seeing the exact public page, publishing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.points import queries, services
from pbplatform.points.domain.composing import AnswerText, refuse_answer_text, word_count
from pbplatform.points.domain.standing import AnswerFacts, stand_of_point
from pbplatform.points.kinds import NEEDS_REASON, PointKind
from pbplatform.points.models import Answer, AnswerDraft, AnswerReason
from pbplatform.points.pages.acting import acting_on, find_point, teams_on
from pbplatform.points.pages.answer_form import PROMISE_ROWS, AnswerForm, text_of_draft
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.cited import cited_in_text
from pbplatform.points.pages.forms import POINT_FACTS
from pbplatform.points.pages.points import WORDS
from pbplatform.points.policies import (
    refuse_to_answer,
    refuse_to_ask,
    refuse_to_extend,
    refuse_to_note,
    refuse_to_pass_on,
)
from pbplatform.points.queries import DraftView, PointView, SameWords
from pbplatform.points.words.kinds import point_kind
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import promised_day
from pbplatform.web.base_form import ConfirmForm, day_in_words
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

# What may have changed after the preview, as people know it.
_NAMES = {
    "sentence": _l("The sentence"),
    "kind": _l("The kind of answer"),
    "explanation": _l("The explanation"),
    "about": _l("What else it is about"),
    "what_1": _l("The first promise"),
    "what_2": _l("The second promise"),
    "what_3": _l("The third promise"),
    "day": _l("The day under the answer"),
    "by_name": _l("The name under the answer"),
    "by_title": _l("The post under the answer"),
    "stage": _l("Which answer it is"),
    "late": _l("How many working days it is late"),
    **{f"point_{name}": named for name, named in POINT_FACTS.items()},
}


def _say(name: str, text: str) -> str:
    return point_kind(text) if name == "point_kind" else day_in_words(text)


def _refusal(view: PointView, actor: ActorRef, now: datetime) -> DomainError | None:
    titles = services.titles_of(db.session(), view, now=now)
    return refuse_to_answer(actor, view, titles)


def _form(view: PointView, own: AnswerDraft | None, start: DraftView | None) -> AnswerForm:
    question = view.point.kind == PointKind.QUESTION
    if request.method != "GET":
        return AnswerForm(question=question)
    begun = start.draft if start is not None else own
    form = AnswerForm(question=question, content=begun.content if begun is not None else None)
    form.after.data = own.mark if own is not None else ""
    return form


def _keep(view: PointView, form: AnswerForm, actor: ActorRef, now: datetime) -> Response | None:
    """Save the draft and go on; None when another window saved first, and nothing is lost."""
    point_id, content, after = view.point.id, form.content(), form.after.data or ""

    def save(writing: Session) -> None:
        services.save_draft(
            writing, actor=actor, point_id=point_id, content=content, after=after, now=now
        )

    if request.form.get("action") == "save":
        told = _("Your answer is kept. Nobody but your team sees it.")
        return post(form, save, Then(url_for(".desk"), told))
    preview_page = url_for(".preview", slug=view.forum.slug, number=view.point.number)
    return post(form, save, lambda _nothing: redirect(preview_page))


def _drafts(view: PointView, actor: ActorRef, now: datetime) -> list[DraftView]:
    """Drafts of this point that the person may read: their own, and those of their teams."""
    return queries.team_drafts(
        db.session(),
        account_id=actor.account_id or 0,
        team_ids=[team.id for team in teams_on(require_actor(), view)],
        now=now,
        point_id=view.point.id,
    )


@bp.route("/desk/official/points/<slug>/<int:number>/answer", methods=["GET", "POST"])
@staff("official", "elected")
def answer(slug: str, number: int) -> ResponseReturnValue:
    now = request_now()
    view = find_point(slug, str(number), require_actor())
    actor = acting_on(require_actor(), view)
    if refusal := _refusal(view, actor, now):
        raise refusal
    drafts = _drafts(view, actor, now)
    own = next((each for each in drafts if each.own), None)
    mark = request.args.get("from", "")
    start = next((each for each in drafts if each.draft.mark == mark and not each.own), None)
    form, newer = _form(view, own.draft if own else None, start), None
    if form.validate_on_submit():
        refused = None
        if request.form.get("action") != "save":
            text = form.answer()
            refused = refuse_answer_text(text, view.point.kind, view.standing.today)
            refused = refused or services.what_is_wrong(db.session(), view, text, now)
        if refused is not None:
            form.refuse(refused)
        elif answer := _keep(view, form, actor, now):
            return answer
        else:
            view = find_point(slug, str(number), require_actor())
            drafts = _drafts(view, actor, now)
            own = newer = next((each for each in drafts if each.own), None)
            # The next press saves over what is shown now, not over what nobody read.
            form.after.data = newer.draft.mark if newer is not None else ""
    page = render_template(
        "points/answer_form.html",
        form=form,
        view=view,
        rows=range(1, PROMISE_ROWS + 1),
        words=word_count(form.explanation.data or ""),
        offered=_offered(view, actor),
        newer=newer,
        start=start,
        own=own,
        others=[each for each in drafts if not each.own],
        text_of_draft=text_of_draft,
        **WORDS,
    )
    return page, form.status


def _offered(view: PointView, actor: ActorRef) -> list[tuple[str, str, str]]:
    """What else the team can do with the point now: the deed, its page, a note."""
    known = (
        ("question", _("Ask the resident a question"), _("Stops the clock once, in public.")),
        ("more-time", _("Ask for more time"), _("Once, before the promised day.")),
        ("pass-on", _("Pass to another team"), _("Give a reason. They must accept.")),
        ("note", _("Write a public note"), _("Does not stop the clock.")),
    )
    refusals = {
        "question": refuse_to_ask,
        "more-time": refuse_to_extend,
        "pass-on": refuse_to_pass_on,
        "note": refuse_to_note,
    }
    slug, number = view.forum.slug, view.point.number
    return [
        (name, url_for(".act", slug=slug, number=number, deed=deed), note)
        for deed, name, note in known
        if refusals[deed](actor, view) is None
    ]


def as_published(view: PointView, text: AnswerText, actor: ActorRef, now: datetime) -> PointView:
    """The point as it would stand with this answer; nothing is written."""
    titles = services.titles_of(db.session(), view, now=now)
    today = view.standing.today
    given = Answer(
        n=view.standing.stage,
        kind=text.kind,
        sentence=text.sentence.strip(),
        explanation=text.explanation.strip(),
        link=text.link.strip(),
        by_name=actor.name,
        by_title=titles.get(actor.account_id or 0, ""),
        day=today,
        reasons=[
            AnswerReason(n=n, code=r.code, detail=r.detail, would_change=r.would_change)
            for n, r in enumerate(text.reasons, start=1)
            if text.kind in NEEDS_REASON
        ],
    )
    promised = [
        Commitment(n=n, what=p.what, owner=p.owner, due_original=p.due, due_current=p.due)
        for n, p in enumerate(text.promises, start=len(view.promises) + 1)
        if p.due is not None
    ]
    facts = replace(
        view.facts,
        answers=(*view.facts.answers, AnswerFacts(today)),
        promises=(*view.facts.promises, *(promised_day(promise) for promise in promised)),
    )
    return replace(
        view,
        facts=facts,
        standing=stand_of_point(facts, view.days, today),
        answers=(*view.answers, given),
        promises=(*view.promises, *promised),
    )


def _same_words(text: AnswerText, now: datetime) -> list[SameWords]:
    """Other answers in which these words stand already."""
    since = now - services.COMPARED
    return queries.shown_like(db.session(), text, since=since, until=now)


@bp.route("/desk/official/points/<slug>/<int:number>/answer/preview", methods=["GET", "POST"])
@staff("official", "elected")
def preview(slug: str, number: int) -> ResponseReturnValue:
    """The exact public page; publishing is a press on it, and takes the words that stood on it."""
    now = request_now()
    view = find_point(slug, str(number), require_actor())
    actor = acting_on(require_actor(), view)
    draft = queries.draft_of(db.session(), view.point.id, actor.account_id or 0)
    if draft is None:
        return redirect(url_for(".answer", slug=slug, number=number))
    form = ConfirmForm()
    seen = form.seen.data or ""
    point_id = view.point.id

    def publish(writing: Session) -> None:
        # Read under the lock: what was compared is what is published.
        kept = services.lock_draft(writing, actor=actor, point_id=point_id, now=now)
        if kept is None:
            raise ChangedMeanwhile(())
        text = text_of_draft(kept)
        services.publish_answer(
            writing, actor=actor, point_id=point_id, text=text, seen=seen, now=now
        )

    public = url_for(".point", slug=slug, ref=str(number))
    told = Then(public, _("The answer is public. The clock has stopped."))
    refuse = with_changes(form, lambda _changed: _NAMES, _say)
    if answer := post(form, publish, told, refuse=refuse):
        return answer
    if form.refused:
        view = find_point(slug, str(number), require_actor())
        draft = queries.draft_of(db.session(), view.point.id, actor.account_id or 0)
        if draft is None:
            return redirect(url_for(".answer", slug=slug, number=number))
    due = view.standing.is_open
    if not due and not view.answers:  # taken back, joined, or refused meanwhile
        flash(message_for(Conflict("point.no_answer_due")), "warning")
        return redirect(url_for(".answer", slug=slug, number=number))
    titles = services.titles_of(db.session(), view, now=now)
    form.show(services.facts_of_answer(view, draft, actor, titles))
    page = render_template(
        "points/preview.html",
        form=form,
        view=as_published(view, text_of_draft(draft), actor, now) if due else view,
        due=due,
        saved_at=draft.saved_at,
        corrections={},
        others={None: _same_words(text_of_draft(draft), now)},
        **{**WORDS, **({"cited_of": partial(cited_in_text, text_of_draft(draft))} if due else {})},
    )
    return page, form.status
