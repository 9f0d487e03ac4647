"""Who was at a meeting: each person says it of themselves, a clerk writes down how many came."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import InputRequired, Optional

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.core.transaction import transaction
from pbplatform.core.whole import whole_or_none
from pbplatform.forums import queries, services
from pbplatform.forums.models import AttendanceRecord, OfficialPresent
from pbplatform.forums.pages.arranging import ARRANGERS, arranging
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.correcting import found_at
from pbplatform.forums.pages.minutes import MINUTES
from pbplatform.places import queries as places
from pbplatform.web.app import no_store
from pbplatform.web.base_form import CheckboxesField, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WholeField, WordsField
from pbplatform.web.guards import require_actor, signed_in, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class ActForm(Form):
    """A button: nothing to fill in."""


class AttendanceForm(Form):
    """How many came, and which officials."""

    in_room = WholeField(
        _l("How many people were in the room?"),
        validators=[InputRequired(_l("Enter a number, 0 for nobody"))],
    )
    online = WholeField(_l("How many joined online?"), validators=[Optional()])
    by_phone = WholeField(_l("How many joined by phone?"), validators=[Optional()])
    holders = CheckboxesField(_l("Which officials were there?"))
    others = WordsField(
        _l("Other officials"),
        description=_l(
            "One a line: name, post, team. Like “Ann Bell, Head of Parks, Parks”. "
            "None? Leave it empty."
        ),
        validators=[AtMost(5_000)],
    )
    reason = LineField(
        _l("Why does it change?"),
        description=_l("The reason is public."),
        validators=[AtMost(500)],
    )
    after = HiddenField()

    def __init__(self, *, holders: dict[str, services.OfficialFacts]) -> None:
        super().__init__()
        self.holders.choices = choices_of(
            [(key, _in_words(official)) for key, official in holders.items()]
        )


def _in_words(official: services.OfficialFacts) -> str:
    return ", ".join(part for part in (official.name, official.post, official.body) if part)


@bp.route("/forums/<slug>/meetings/<day>/attendance", methods=["GET", "POST"])
@signed_in
def attend(slug: str, day: str) -> ResponseReturnValue:
    """Say that one was there, or was not after all; a page for the reader alone."""
    session, actor = db.session(), require_actor()
    forum, found = found_at(slug, day)
    if request.method == "GET":
        page = render_template(
            "forums/attendance.html",
            forum=forum,
            meeting=found,
            begun=found.has_begun(request_now()),
            attended=queries.attended(session, found.id, actor.account_id),
        )
        return no_store(page)
    meeting_id, back = found.id, request.form.get("action") == "back"
    say = services.take_attendance_back if back else services.attend
    if ActForm().validate_on_submit():
        with transaction() as writing:
            say(writing, actor=actor.as_resident(), meeting_id=meeting_id, now=request_now())
        flash(
            _("You are no longer counted.")
            if back
            else _("You are counted. Only the number is public, not your name.")
        )
    return redirect(url_for(".attend", slug=slug, day=day))


@bp.route(f"{MINUTES}/attendance", methods=["GET", "POST"])
@staff(*ARRANGERS)
def write_attendance(slug: str, day: str) -> ResponseReturnValue:
    """Write down how many came, or correct it with a reason."""
    session = db.session()
    forum, meeting = found_at(slug, day)
    actor = arranging(forum)
    records = queries.attendance_records(session, meeting.id)
    present = queries.officials_present(session, meeting.id)
    holders = _holders(session, request_now())
    form = AttendanceForm(holders=holders)
    if request.method == "GET" and records:
        _fill_in(form, records[0], present.get(records[0].n, []), holders)
    if request.method == "GET":
        form.after.data = str(records[0].n if records else 0)
    meeting_id = meeting.id

    def write(writing: Session) -> None:
        after = whole_or_none(form.after.data)
        services.write_attendance(
            writing,
            actor=actor,
            meeting_id=meeting_id,
            facts=services.AttendanceFacts(
                in_room=form.in_room.data,
                online=form.online.data or 0,
                by_phone=form.by_phone.data or 0,
                officials=_officials(form, holders),
            ),
            reason=form.reason.data or "",
            after=-1 if after is None else after,
            now=request_now(),
        )

    told = Then(url_for(".minutes", slug=slug, day=day), _("It is written down, and public."))
    if answer := post(form, write, told):
        return answer
    page = render_template(
        "forums/write_attendance.html",
        form=form,
        forum=forum,
        meeting=meeting,
        records=queries.attendance_records(session, meeting.id),
        begun=meeting.has_begun(request_now()),
    )
    return page, form.status


def _holders(session: Session, now: datetime) -> dict[str, services.OfficialFacts]:
    """Officials and elected people who have an account, by its number."""
    teams = {team.scope: team.name for team in places.teams(session)}
    found: dict[str, services.OfficialFacts] = {}
    for role in (Role.OFFICIAL, Role.ELECTED):
        for holder in accounts.holders(session, now=now, scopes=list(teams), role=role):
            found.setdefault(
                str(holder.account_id),
                services.OfficialFacts(
                    holder.name, holder.title, teams[holder.scope], holder.account_id
                ),
            )
    return found


def _fill_in(
    form: AttendanceForm,
    record: AttendanceRecord,
    present: list[OfficialPresent],
    holders: dict[str, services.OfficialFacts],
) -> None:
    form.in_room.data, form.online.data = record.in_room, record.online
    form.by_phone.data = record.by_phone
    form.holders.data = [
        str(each.account_id) for each in present if str(each.account_id) in holders
    ]
    others = [each for each in present if str(each.account_id) not in holders]
    form.others.data = "\n".join(
        _in_words(services.OfficialFacts(each.name, each.post, each.body)) for each in others
    )


def _officials(
    form: AttendanceForm, holders: dict[str, services.OfficialFacts]
) -> tuple[services.OfficialFacts, ...]:
    ticked = [holders[key] for key in form.holders.data or [] if key in holders]
    typed = []
    for line in (form.others.data or "").split("\n"):
        if not line.strip():
            continue
        name, post_held, body = (part.strip() for part in [*line.split(",", 2), "", ""][:3])
        if not name:
            raise Conflict("attendance.not_a_name", field="others")
        typed.append(services.OfficialFacts(name, post_held, body))
    return (*ticked, *typed)
