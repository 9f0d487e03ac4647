"""Writing an answer, seeing the exact public page, publishing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Length, Optional

from pbplatform.accounts.queries import names_of
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.points import queries, services
from pbplatform.points.domain.composing import (
    AnswerText,
    PromiseText,
    ReasonText,
    refuse_answer_text,
    word_count,
)
from pbplatform.points.domain.standing import AnswerFacts, stand_of_point
from pbplatform.points.kinds import NEEDS_REASON, AnswerType, PointKind, ReasonCode
from pbplatform.points.models import Answer, AnswerDraft, AnswerReason
from pbplatform.points.pages.acting import acting_for, find_point
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.forms import SHORT
from pbplatform.points.pages.points import WORDS
from pbplatform.points.policies import (
    refuse_to_answer,
    refuse_to_ask,
    refuse_to_extend,
    refuse_to_note,
    refuse_to_pass_on,
)
from pbplatform.points.queries import PointView
from pbplatform.promises.models import Commitment
from pbplatform.promises.queries import promised_day
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField, LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, with_changes

# What a colleague may have changed after the preview, as people know it.
_NAMES = {
    "sentence": _l("The sentence"),
    "kind": _l("The kind of answer"),
    "explanation": _l("The explanation"),
    "what_1": _l("The first promise"),
    "what_2": _l("The second promise"),
    "what_3": _l("The third promise"),
}


_LONG = Length(max=20_000, message=_l("This is too long"))


_NEEDED_WITH_NO = _l("Needed when the answer is no, or yes in part.")


PROMISE_ROWS = 3


_TYPES = (
    (AnswerType.YES.value, _l("Yes")),
    (AnswerType.PART.value, _l("Yes in part")),
    (AnswerType.ALREADY.value, _l("We do this already")),
    (AnswerType.NO.value, _l("No")),
)


_REASONS = (
    ("", _l("Choose a reason")),
    (ReasonCode.LAW.value, _l("The law")),
    (ReasonCode.MONEY.value, _l("Money: give the figure")),
    (ReasonCode.POWER.value, _l("Not our power: say whose")),
    (ReasonCode.SAFETY.value, _l("Safety")),
    (ReasonCode.POLICY.value, _l("Agreed policy: give the link")),
    (ReasonCode.EVIDENCE.value, _l("Evidence: give the link")),
    (ReasonCode.OTHER.value, _l("Other: in your words")),
)


_PARTS = (
    "sentence",
    "kind",
    "link",
    "reason",
    "detail",
    "would_change",
    "explanation",
)


# A refusal speaks of all promises; it is shown beside the first.
_BESIDE = {"promises": "what_1"}


class AnswerForm(Form):
    """Shape only: what an answer needs is in `composing`."""

    after = HiddenField()
    sentence = LineField(
        _l("Your answer in one sentence"),
        description=_l("This is what most people read. Begin with yes or no."),
        validators=[SHORT],
    )
    kind = RadioField(
        _l("What kind of answer is it?"), choices=choices_of(_TYPES), validators=[Optional()]
    )
    link = LineField(
        _l("Link to where people can see it"),
        description=_l("Needed when it is done already."),
        validators=[SHORT],
    )
    reason = SelectField(
        _l("Why not, or why not all of it?"),
        description=_NEEDED_WITH_NO,
        choices=choices_of(_REASONS),
    )
    detail = LineField(
        _l("The figure, the link, whose it is, or your words"),
        description=_l("What belongs to that reason. Needed with it."),
        validators=[SHORT],
    )
    would_change = LineField(
        _l("What would change it?"), description=_NEEDED_WITH_NO, validators=[SHORT]
    )
    explanation = WordsField(
        _l("Say more"),
        description=_l("Up to 300 words. Short words help everybody."),
        validators=[_LONG],
    )
    what_1 = LineField(_l("What"), validators=[SHORT])
    owner_1 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_1 = DayField(_l("By when"))
    what_2 = LineField(_l("What"), validators=[SHORT])
    owner_2 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_2 = DayField(_l("By when"))
    what_3 = LineField(_l("What"), validators=[SHORT])
    owner_3 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_3 = DayField(_l("By when"))

    def __init__(self, *, question: bool, content: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata=MultiDict(content)) if content else super().__init__()
        if question:
            answer = (AnswerType.ANSWER.value, _l("An answer to the question"))
            self.kind.choices = choices_of([answer, *_TYPES])

    def refuse(self, error: DomainError) -> None:
        error.field = _BESIDE.get(error.field or "", error.field)
        super().refuse(error)

    def promises(self) -> list[PromiseText]:
        """The rows in which something was typed."""
        rows = [
            PromiseText(
                what=self[f"what_{n}"].data or "",
                owner=self[f"owner_{n}"].data or "",
                due=self[f"due_{n}"].data,
            )
            for n in range(1, PROMISE_ROWS + 1)
        ]
        return [row for row in rows if row.what.strip() or row.owner.strip() or row.due]

    def answer(self) -> AnswerText:
        """What was typed, as an answer; whether it is one is the service's rule."""
        reason = ReasonText(
            code=self.reason.data or "",
            detail=self.detail.data or "",
            would_change=self.would_change.data or "",
        )
        return AnswerText(
            kind=self.kind.data or "",
            sentence=self.sentence.data or "",
            explanation=self.explanation.data or "",
            link=self.link.data or "",
            reasons=[reason] if reason.code else [],
            promises=self.promises(),
        )

    def content(self) -> dict[str, Any]:
        """Everything as typed, to keep as a draft."""
        kept: dict[str, Any] = {name: self[name].data or "" for name in _PARTS}
        for n in range(1, PROMISE_ROWS + 1):
            kept[f"what_{n}"] = self[f"what_{n}"].data or ""
            kept[f"owner_{n}"] = self[f"owner_{n}"].data or ""
            day, month, year = self[f"due_{n}"].parts
            kept |= {f"due_{n}-day": day, f"due_{n}-month": month, f"due_{n}-year": year}
        return kept


def _acting(view: PointView) -> ActorRef:
    return acting_for(require_actor(), view.team, stage=view.standing.stage)


def _refusal(view: PointView, actor: ActorRef, now: datetime) -> DomainError | None:
    titles = services.titles_of(db.session(), view, now=now)
    return refuse_to_answer(actor, view, titles)


def _form(view: PointView, draft: AnswerDraft | None) -> AnswerForm:
    question = view.point.kind == PointKind.QUESTION
    if request.method != "GET":
        return AnswerForm(question=question)
    form = AnswerForm(question=question, content=draft.content if draft is not None else None)
    form.after.data = draft.mark if draft is not None else ""
    return form


def _keep(view: PointView, form: AnswerForm, actor: ActorRef, now: datetime) -> Response | None:
    """Save the draft and go on; None when a colleague saved first, and nothing is lost."""
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


def _newer(form: AnswerForm, point_id: int) -> AnswerDraft | None:
    """What a colleague saved first."""
    newer = queries.draft_of(db.session(), point_id)
    # The next press saves over what is shown now, not over what nobody read.
    form.after.data = newer.mark if newer is not None else ""
    return newer


def _as_text(draft: AnswerDraft) -> AnswerText:
    return AnswerForm(question=True, content=draft.content).answer()


@bp.route("/desk/official/points/<slug>/<int:number>/answer", methods=["GET", "POST"])
@staff("official", "elected")
def answer(slug: str, number: int) -> ResponseReturnValue:
    now = request_now()
    view = find_point(slug, str(number), require_actor())
    actor = _acting(view)
    if refusal := _refusal(view, actor, now):
        raise refusal
    draft, newer = queries.draft_of(db.session(), view.point.id), None
    form = _form(view, draft)
    if form.validate_on_submit():
        refused = None
        if request.form.get("action") != "save":
            refused = refuse_answer_text(form.answer(), view.point.kind, view.standing.today)
        if refused is not None:
            form.refuse(refused)
        elif answer := _keep(view, form, actor, now):
            return answer
        else:
            newer = _newer(form, view.point.id)
            view = find_point(slug, str(number), require_actor())
    page = render_template(
        "points/answer_form.html",
        form=form,
        view=view,
        rows=range(1, PROMISE_ROWS + 1),
        words=word_count(form.explanation.data or ""),
        offered=_offered(view, actor),
        newer=_as_text(newer) if newer is not None else None,
        saved=_saved_by(newer or draft),
        **WORDS,
    )
    return page, form.status


def _saved_by(draft: AnswerDraft | None) -> tuple[str, datetime] | None:
    """Who saved the words last, and when."""
    if draft is None:
        return None
    names = names_of(db.session(), [draft.by_account_id])
    return names.get(draft.by_account_id, ""), draft.saved_at


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


@bp.route("/desk/official/points/<slug>/<int:number>/answer/preview", methods=["GET", "POST"])
@staff("official", "elected")
def preview(slug: str, number: int) -> ResponseReturnValue:
    """The exact public page; publishing is a press on it, and takes the words that stood on it."""
    now = request_now()
    view = find_point(slug, str(number), require_actor())
    actor = _acting(view)
    draft = queries.draft_of(db.session(), view.point.id)
    if draft is None:
        return redirect(url_for(".answer", slug=slug, number=number))
    text = _as_text(draft)
    form = ConfirmForm()
    seen = form.seen.data or ""
    form.show(draft.facts)
    point_id = view.point.id

    def publish(writing: Session) -> None:
        services.publish_answer(
            writing, actor=actor, point_id=point_id, text=text, seen=seen, now=now
        )

    public = url_for(".point", slug=slug, ref=str(number))
    told = Then(public, _("The answer is public. The clock has stopped."))
    if answer := post(form, publish, told, refuse=with_changes(form, lambda _changed: _NAMES)):
        return answer
    if form.refused:
        view = find_point(slug, str(number), require_actor())
    page = render_template(
        "points/preview.html",
        form=form,
        view=as_published(view, text, actor, now),
        late=view.standing.is_late,
        saved=_saved_by(draft),
        corrections={},
        **WORDS,
    )
    return page, form.status
