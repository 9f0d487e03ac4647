"""Saying what is wrong in minutes, and the public page of each correction."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import Length, Optional

from pbplatform.accounts import services as contacts
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, NotFound, TooMany
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole_or_none
from pbplatform.core.words_diff import difference
from pbplatform.forums import queries, services
from pbplatform.forums.domain.correcting import LONGEST_PASSAGE, LONGEST_WHY, paragraphs
from pbplatform.forums.kinds import CORRECTION_NEWS
from pbplatform.forums.models import ForumSeries, Meeting, MinutesVersion
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.limits import correction_too_often
from pbplatform.forums.services.texts import correction_path
from pbplatform.forums.words.next_act import next_act_of_correction
from pbplatform.forums.words.states import KIND_NAMES, correction_state
from pbplatform.places import queries as places
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField, LineField, WordsField
from pbplatform.web.guards import current_actor, public, public_not_shared, require_actor, signed_in
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post, post_slowly
from pbplatform.web.sentences import gettext as _

NEWS_KEPT = timedelta(days=90)  # how long an address waits for the decision at most
_NOBODY = ActorRef(kind="visitor", key="", role="resident")


class CorrectForm(Form):
    """What is wrong. Shape only: whether it makes sense is the service's rule."""

    passage = WordsField(
        _l("The words that are wrong"),
        description=_l("As they stand in the minutes. Leave out what is right."),
        validators=[AtMost(LONGEST_PASSAGE)],
    )
    proposed = WordsField(
        _l("What should stand there?"),
        description=_l("Leave it empty if the words should go."),
        validators=[AtMost(LONGEST_PASSAGE)],
    )
    why = WordsField(_l("Why?"), validators=[AtMost(LONGEST_WHY)])
    name = LineField(
        _l("Your name"),
        description=_l("As at the meeting. It stands beside the correction."),
        validators=[AtMost(80)],
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("To tell you what was decided, and for nothing else."),
        validators=[
            Optional(),
            Length(max=254, message=_l("Enter an e-mail address like name@example.org")),
        ],
    )

    def __init__(self, *, knows_reader: bool) -> None:
        super().__init__()
        if knows_reader:
            del self.name, self.email


class WithdrawForm(ConfirmForm):
    fact_names = {"state": _l("Where it stands")}


def found_at(slug: str, day: str) -> tuple[ForumSeries, Meeting]:
    """Forum and meeting of an address; NotFound when there is none."""
    session = db.session()
    forum = queries.forum_by_slug(session, slug)
    return forum, queries.meeting_at(session, forum.id, day)


def _public_text(meeting: Meeting) -> MinutesVersion:
    versions = queries.public_minutes(queries.minutes_versions(db.session(), meeting.id))
    if not versions:
        raise NotFound("minutes.not_found")
    return versions[-1]


def _fill_in(form: CorrectForm, parts: list[str], part: int) -> None:
    """The paragraph that was chosen, to be cut down and put right."""
    if 0 < part <= len(parts):
        form.passage.data = form.proposed.data = parts[part - 1][:LONGEST_PASSAGE]


@bp.route("/forums/<slug>/meetings/<day>/minutes/correct", methods=["GET", "POST"])
@public_not_shared("what is typed, and whether the reader must give a name")
def correct_minutes(slug: str, day: str) -> ResponseReturnValue:
    """First the paragraph is chosen, then it is put right."""
    forum, meeting = found_at(slug, day)
    version = _public_text(meeting)
    actor = current_actor()
    form = CorrectForm(knows_reader=actor is not None)
    parts = paragraphs(version.text)
    part = whole_or_none(request.args.get("part"))
    if request.method == "GET" and part is not None:
        _fill_in(form, parts, part)
    meeting_id, path = meeting.id, forum.path_to(meeting)
    writer = actor.as_resident() if actor else _NOBODY

    def send() -> tuple[int, bool]:
        if refusal := correction_too_often(writer.account_id):
            raise refusal
        with transaction(form="makes") as writing:
            return _send(writing, form, writer, meeting_id, path)

    def sent(made: tuple[int, bool]) -> Then:
        number, mailed = made
        told = _("Correction %(number)s is sent. It is decided with a reason.", number=number)
        if mailed:
            told += " " + _("Open the link in our mail, so that we may tell you.")
        return Then(url_for(".correction", slug=slug, day=day, number=number), told)

    if answer := post_slowly(form, send, sent, refusals=(Conflict, TooMany)):
        return answer
    session = db.session()
    days = places.working_days(session, meeting.calendar_version)
    standing = queries.minutes_standing(session, meeting, days)
    page = render_template(
        "forums/correct.html",
        form=form,
        forum=forum,
        meeting=meeting,
        version=version,
        parts=parts,
        chosen=part is not None or form.is_submitted(),
        action=url_for(".correct_minutes", slug=slug, day=day, part=part or 0),
        missing=part == 0,
        until=standing.corrections_until if standing else None,
        in_time=standing is not None and standing.takes_corrections(days.day_of(request_now())),
        name=actor.name if actor else "",
    )
    return no_store((page, form.status))


def _send(
    writing: Session, form: CorrectForm, writer: ActorRef, meeting_id: int, path: str
) -> tuple[int, bool]:
    """Send it; its number, and whether a mail asks if the address may be written to."""
    made = services.send_correction(
        writing,
        actor=writer,
        meeting_id=meeting_id,
        facts=services.CorrectionFacts(
            passage=form.passage.data or "",
            proposed=form.proposed.data or "",
            why=form.why.data or "",
        ),
        name=form.name.data or "" if form.name else "",
        now=request_now(),
    )
    email = form.email.data if form.email else ""
    if not email:
        return made.number, False
    asked = contacts.ask_contact(
        writing,
        email=email,
        purpose=CORRECTION_NEWS,
        about=f"{path}/corrections/{made.number}",
        now=request_now(),
        until=request_now() + NEWS_KEPT,
        language=str(get_locale() or ""),
    )
    return made.number, asked.sent


@bp.route("/forums/<slug>/meetings/<day>/corrections/<int:number>")
@public
def correction(slug: str, day: str, number: int) -> ResponseReturnValue:
    """One correction, where it stands, and what was decided."""
    session = db.session()
    forum, meeting = found_at(slug, day)
    found = queries.correction_by_number(session, meeting.id, number)
    days = places.working_days(session, meeting.calendar_version)
    return render_template(
        "forums/correction.html",
        forum=forum,
        meeting=meeting,
        correction=found,
        text_path=correction_path(forum, meeting, number),
        state=correction_state(found),
        kind=KIND_NAMES[found.kind],
        pieces=difference(found.passage, found.proposed),
        decisions=queries.decisions_of(session, [found]).get(found.id, []),
        act=next_act_of_correction(found, days, days.day_of(request_now())),
    )


@bp.route(
    "/forums/<slug>/meetings/<day>/corrections/<int:number>/withdraw", methods=["GET", "POST"]
)
@signed_in
def withdraw_correction(slug: str, day: str, number: int) -> ResponseReturnValue:
    """Whoever sent it takes it back, until it is decided."""
    session, actor = db.session(), require_actor()
    forum, meeting = found_at(slug, day)
    found = queries.correction_by_number(session, meeting.id, number)
    form, correction_id = WithdrawForm(), found.id
    here = url_for(".correction", slug=slug, day=day, number=number)

    def withdraw(writing: Session) -> None:
        services.require_same_correction(
            writing, correction_id=correction_id, seen=form.seen.data or ""
        )
        services.withdraw_correction(
            writing, actor=actor.as_resident(), correction_id=correction_id, now=request_now()
        )

    if answer := post(form, withdraw, Then(here, _("Your correction is withdrawn."))):
        return answer
    form.carry(services.facts_of_correction(found))
    own = found.by_account_id == actor.account_id
    page = render_template(
        "forums/withdraw_correction.html",
        form=form,
        forum=forum,
        meeting=meeting,
        correction=found,
        own=own,
        state=correction_state(found),
    )
    return no_store((page, form.status))
