"""Writing the minutes of a meeting: drafts, sending out, approving, amending."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField

from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.whole import whole_or_none
from pbplatform.forums import queries, services
from pbplatform.forums.domain.transcripts import LONGEST_TEXT
from pbplatform.forums.kinds import MINUTES_AFTER, MinutesKind
from pbplatform.forums.models import Correction, Meeting, MinutesVersion
from pbplatform.forums.pages.arranging import ARRANGERS, arranging
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.correcting import found_at
from pbplatform.forums.words.next_act import next_act_of_meeting, next_act_of_minutes
from pbplatform.forums.words.states import VERSION_NAMES
from pbplatform.places import queries as places
from pbplatform.web.base_form import CheckboxesField, ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

MINUTES = "/desk/facilitator/forums/<slug>/meetings/<day>"


class MinutesForm(ConfirmForm):
    fact_names = {
        "version": _l("The newest version"),
        "kind": _l("What the minutes are"),
        "text": _l("The text"),
        "author": _l("Who wrote them last"),
        "cancelled_at": _l("Cancelled at"),
    }

    text = WordsField(
        _l("Minutes"),
        description=_l(
            "What was said, and what was decided. Leave a line free between paragraphs."
        ),
        validators=[AtMost(LONGEST_TEXT)],
    )
    makes = CheckboxesField(
        _l("Which accepted corrections are in this text?"),
        description=_l("They then stand as made. Others still wait."),
    )
    reason = LineField(
        _l("Why do they change?"),
        description=_l(
            "Needed when other words become public. Not needed to approve what is public. "
            "The reason is public too."
        ),
        validators=[AtMost(500)],
    )
    after = HiddenField()
    saved = HiddenField()

    def __init__(self, *, unmade: Sequence[Correction]) -> None:
        super().__init__()
        self.makes.choices = choices_of(
            [(str(each.number), _l("Correction %(number)s", number=each.number)) for each in unmade]
        )


class DropForm(ConfirmForm):
    fact_names = {"text": _l("Your draft")}


@bp.route(MINUTES, methods=["GET", "POST"])
@staff(*ARRANGERS)
def minutes(slug: str, day: str) -> ResponseReturnValue:
    """Writing the minutes: save a draft, send out, approve, amend."""
    session = db.session()
    now = request_now()
    forum, meeting = found_at(slug, day)
    actor = arranging(forum)
    newest = queries.newest_minutes(session, meeting.id)
    unmade = [e for e in queries.corrections_of(session, meeting.id) if e.waits_for_version]
    form = MinutesForm(unmade=unmade)
    if request.method == "GET":
        _fill_in(form, meeting, newest, unmade, actor)
    meeting_id = meeting.id

    def write(writing: Session) -> tuple[MinutesKind, int]:
        kind = _asked_kind()
        if kind is MinutesKind.DRAFT:  # one's own: nobody else's words are written over
            services.save_draft(
                writing,
                actor=actor,
                meeting_id=meeting_id,
                text=form.text.data or "",
                now=now,
                seen=form.saved.data or "",
            )
            return kind, 0
        services.require_same_minutes(writing, meeting_id=meeting_id, seen=form.seen.data or "")
        version = services.write_minutes(
            writing,
            actor=actor,
            meeting_id=meeting_id,
            kind=kind,
            text=form.text.data or "",
            reason=form.reason.data or "",
            after=_number_before(form),
            makes=[int(number) for number in form.makes.data or []],
            now=now,
        )
        return kind, version.told or 0

    here = url_for(".minutes", slug=slug, day=day)
    if answer := post(form, write, lambda made: Then(here, _said_of(*made))):
        return answer
    return _minutes_page(slug, day, form, _newer(form, newest))


def _fill_in(
    form: MinutesForm,
    meeting: Meeting,
    newest: MinutesVersion | None,
    unmade: Sequence[Correction],
    actor: ActorRef,
) -> None:
    """One's own draft; or what was asked for: a colleague's draft, or what is public."""
    session = db.session()
    asked = request.args.get("from", "")
    draft = queries.draft_of(session, meeting.id, actor.account_id or 0)
    form.saved.data = services.draft_mark(draft)
    owner = whole_or_none(asked)
    if owner is not None:
        draft = queries.draft_of(session, meeting.id, owner) or draft
    elif asked == "public":
        draft = None
    form.text.data = draft.text if draft else newest.text if newest else ""
    form.after.data = str(newest.n) if newest else "0"
    text = " ".join((form.text.data or "").split())
    form.makes.data = [
        str(each.number) for each in unmade if " ".join(each.proposed.split()) in text
    ]
    if unmade and form.makes.data:
        numbers = ", ".join(form.makes.data)
        form.reason.data = _("Accepted corrections: %(numbers)s", numbers=numbers)


def _newer(form: MinutesForm, newest: MinutesVersion | None) -> MinutesVersion | None:
    """What somebody else published meanwhile, if that is why the form came back."""
    refused = form.refused
    stale = isinstance(refused, ChangedMeanwhile)
    if newest and refused and (stale or refused.code == "minutes.changed_by_somebody"):
        # The next press publishes after what is shown now, not after what nobody read.
        form.after.data = str(newest.n)
        return newest
    return None


def _number_before(form: MinutesForm) -> int:
    """The version that the writer had before them; a page that carried none saw none."""
    found = whole_or_none(form.after.data)
    return -1 if found is None else found


def _asked_kind() -> MinutesKind:
    """What the pressed button makes of the minutes."""
    asked = request.form.get("action", MinutesKind.DRAFT)
    if asked not in list(MinutesKind):
        raise Conflict("state.not_from_here")
    return MinutesKind(asked)


_SAVED = {
    MinutesKind.DRAFT: lambda: _("Your draft is saved. Only clerks and facilitators see it."),
    MinutesKind.CIRCULATED: lambda: _("The minutes are public. The time for answers runs."),
    MinutesKind.APPROVED: lambda: _("The minutes are approved."),
    MinutesKind.AMENDED: lambda: _("The change is public, with its reason."),
}


def _said_of(kind: MinutesKind, told: int) -> str:
    said = str(_SAVED[kind]())
    if kind is MinutesKind.DRAFT:
        return said
    mailed = ngettext("We send them to %(num)s person.", "We send them to %(num)s people.", told)
    return f"{said} {mailed}"


_BUTTONS = {
    MinutesKind.CIRCULATED: lambda: _("Publish and send out"),
    MinutesKind.APPROVED: lambda: _("Approve"),
    MinutesKind.AMENDED: lambda: _("Publish the change"),
}


def _minutes_page(
    slug: str, day: str, form: MinutesForm, newer: MinutesVersion | None
) -> ResponseReturnValue:
    session = db.session()
    now = request_now()
    forum, meeting = found_at(slug, day)
    account_id = require_actor().account_id
    versions = queries.minutes_versions(session, meeting.id)
    days = places.working_days(session, meeting.calendar_version)
    today = days.day_of(now)
    newest = MinutesKind(versions[-1].kind) if versions else None
    open_now = meeting.has_begun(now) and not meeting.cancelled_at
    allowed = MINUTES_AFTER[newest] if open_now else ()
    standing = queries.minutes_standing(session, meeting, days)
    draft = queries.draft_of(session, meeting.id, account_id)
    form.carry(services.facts_of_minutes(session, meeting))
    refused = form.refused
    other_window = refused is not None and refused.code == "minutes.draft_of_another_window"
    if other_window:  # the next press saves over what is shown now
        form.saved.data = services.draft_mark(draft)
    public = queries.public_minutes(versions)
    page = render_template(
        "forums/minutes.html",
        form=form,
        newer=newer,
        forum=forum,
        meeting=meeting,
        versions=public,
        kinds=VERSION_NAMES,
        draft=draft,
        other_window=other_window,
        others_drafts=queries.drafts_of_others(session, meeting.id, account_id),
        overtaken=public[-1]
        if draft and public and public[-1].written_at > draft.saved_at
        else None,
        standing=standing,
        in_time=standing is not None and standing.takes_corrections(today),
        records=queries.attendance_records(session, meeting.id),
        others=[
            ("action", kind.value, _BUTTONS[kind](), "secondary")
            for kind in (MinutesKind.CIRCULATED, MinutesKind.APPROVED, MinutesKind.AMENDED)
            if kind in allowed
        ],
        begun=meeting.has_begun(now),
        act=next_act_of_meeting(meeting, days, today) or next_act_of_minutes(standing, days, today),
    )
    return page, form.status


@bp.route(f"{MINUTES}/draft", methods=["GET", "POST"])
@staff(*ARRANGERS)
def drop_draft(slug: str, day: str) -> ResponseReturnValue:
    """Throw one's own draft away."""
    session = db.session()
    forum, meeting = found_at(slug, day)
    actor = arranging(forum)
    form, meeting_id = DropForm(), meeting.id

    def drop(writing: Session) -> None:
        services.require_same_draft(
            writing,
            meeting_id=meeting_id,
            account_id=actor.account_id or 0,
            seen=form.seen.data or "",
        )
        services.drop_draft(writing, actor=actor, meeting_id=meeting_id, now=request_now())

    there = url_for(".minutes", slug=slug, day=day)
    if answer := post(form, drop, Then(there, _("Your draft is gone."))):
        return answer
    draft = queries.draft_of(session, meeting.id, actor.account_id or 0)
    form.carry(services.facts_of_draft(draft))
    page = render_template(
        "forums/drop_draft.html", form=form, forum=forum, meeting=meeting, draft=draft
    )
    return page, form.status
