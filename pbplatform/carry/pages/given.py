"""Ideas that were given at a meeting are written in: many rows on one page, all sent or none."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import FieldList, FormField, RadioField
from wtforms import Form as Part
from wtforms.fields.choices import SelectChoice

from pbplatform.accounts.kinds import Role
from pbplatform.carry import queries, services
from pbplatform.carry.domain.table import rows_of
from pbplatform.carry.pages.blueprint import bp
from pbplatform.carry.policies import LATE_DAYS, refuse_to_write_in
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.queries import forum_by_slug, meeting_at
from pbplatform.places.models import Area
from pbplatform.places.queries import areas, working_days
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import published_rounds
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, TableField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.languages import language_tag
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post

ROWS = 10  # to begin with, and as many more at a press
MOST_ROWS = 60
LONGEST_TABLE = 60_000  # letters


class RowForm(Part):
    """One idea; a row without a word in it is no idea."""

    title = LineField(
        _l("Title"),
        validators=[AtMost(LETTERS["title"])],
    )
    text = WordsField(_l("What should happen?"), validators=[AtMost(LETTERS["text"])])
    place = LineField(_l("Where? (empty: everywhere)"), validators=[AtMost(LETTERS["spot"])])
    name = LineField(_l("Name to show (optional)"), validators=[AtMost(LETTERS["credit"])])

    @property
    def is_empty(self) -> bool:
        return not any((field.data or "").strip() for field in self)

    def validate(self, extra_validators: Any = None) -> bool:
        good = bool(super().validate(extra_validators))
        if self.is_empty:
            return good
        for field, missing in (
            (self.title, _l("Enter a title")),
            (self.text, _l("Say what should happen")),
        ):
            if not (field.data or "").strip():
                field.errors = [*field.errors, missing]
                good = False
        return good


class GivenForm(Form):
    """The rows, and a table to be put into them."""

    round = RadioField(_l("Into which round?"), choices=[])
    rows = FieldList(FormField(RowForm), min_entries=ROWS, max_entries=MOST_ROWS)
    pasted = TableField(
        _l("Paste a table"),
        description=_l(
            "One idea on each line: title, what should happen, where, name. "
            "From a spreadsheet, or with semicolons or commas between."
        ),
        validators=[AtMost(LONGEST_TABLE)],
    )

    def validate_round(self, field: Any) -> None:
        if field.data not in {each.value for each in field.choices}:
            field.errors = [*field.errors, _l("Choose a round")]

    @property
    def filled(self) -> list[RowForm]:
        """The rows that somebody wrote in."""
        return [entry.form for entry in self.rows if not entry.form.is_empty]

    def add_rows(self, wanted: int) -> None:
        for _each in range(min(wanted, MOST_ROWS - len(self.rows))):
            self.rows.append_entry()

    def take_table(self) -> None:
        """Put the pasted rows behind those that are filled; nothing is sent yet."""
        try:
            table = rows_of(self.pasted.data or "")
        except csv.Error:
            self.refuse(Conflict("given.no_table", field="pasted"))
            return
        typed = [dict(row.data) for row in self.filled]
        if len(typed) + len(table) > MOST_ROWS:
            self.refuse(Conflict("given.too_many", field="pasted", most=MOST_ROWS))
            return
        while self.rows.entries:
            self.rows.pop_entry()
        for each in [*typed, *table]:
            self.rows.append_entry(each)
        self.add_rows(max(0, ROWS - len(self.rows)))
        self.pasted.data = ""


def _acting(actor: Actor, forum: ForumSeries, round_: Round | None) -> ActorRef | None:
    """The person as somebody who looks after the forum, or as the round's facilitator, or None."""
    for role in (Role.FACILITATOR, Role.CLERK):
        if actor.holds(role, forum.scope):
            return actor.acting_as(role, forum.scope)
    if round_ is not None and actor.holds(Role.FACILITATOR, round_.scope):
        return actor.acting_over(Role.FACILITATOR, round_.scope)
    return None


def _rounds(actor: Actor, forum: ForumSeries, meeting: Meeting) -> list[Round]:
    """Rounds into which this person can write ideas of the meeting now."""
    session, now = db.session(), request_now()
    days = working_days(session)
    found = []
    for round_ in published_rounds(session):
        until = days.after(days.day_of(round_.ideas_close_at), LATE_DAYS)
        in_time = round_.ideas_open_at <= now and days.day_of(now) <= until
        stands = round_.called_off_at is None and round_.paused_at is None
        if not (in_time and stands and round_.frozen_at is None):
            continue
        acts = _acting(actor, forum, round_)
        if acts and refuse_to_write_in(acts, forum, meeting, round_, now) is None:
            found.append(round_)
    return found


def _given(form: GivenForm, known: Sequence[Area]) -> list[services.GivenIdea]:
    """The rows as the service takes them; a place that is the name of an area is that area."""
    ids = {area.name.casefold(): area.id for area in known}
    return [
        services.GivenIdea(
            title=row.title.data or "",
            text=row.text.data or "",
            area_id=ids.get((row.place.data or "").casefold()),
            spot=row.place.data or "",
            name=row.name.data or "",
        )
        for row in form.filled
    ]


@bp.route("/desk/facilitator/forums/<slug>/meetings/<day>/ideas", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def given(slug: str, day: str) -> ResponseReturnValue:
    """For a facilitator of the round who has no table of the forum's meeting.

    Staff of the forum are led to the table; a page that was open before still sends what it holds.
    """
    session, actor = db.session(), require_actor()
    forum = forum_by_slug(session, slug)
    meeting = meeting_at(session, forum.id, day)
    rounds = _rounds(actor, forum, meeting)
    first = rounds[0] if rounds else None
    acts = _acting(actor, forum, first)
    if acts is None:
        raise NotAllowed("forum.only_its_facilitator_or_clerk")
    if request.method == "GET" and acts.scope == forum.scope and meeting.has_begun(request_now()):
        return redirect(f"/desk/tables/{slug}/{day}")  # where staff of the forum type slips
    form = GivenForm(data={"round": first.slug if len(rounds) == 1 and first else None})
    form.round.choices = [SelectChoice(each.slug, label=each.name) for each in rounds]
    action = request.form.get("action", "send")
    if form.is_submitted() and action in ("rows", "table"):
        form.add_rows(ROWS) if action == "rows" else form.take_table()
        return _page(form, forum, meeting, rounds)
    known, by_slug, meeting_id = areas(session), {each.slug: each.id for each in rounds}, meeting.id

    def send(writing: Session) -> list[int]:
        round_id = by_slug.get(form.round.data or "", 0)
        if not round_id:
            raise Conflict("carry.round_needed", field="round")
        return services.write_in(
            writing,
            actor=acts,
            meeting_id=meeting_id,
            round_id=round_id,
            ideas=_given(form, known),
            language=language_tag(str(get_locale() or "en")),
            now=request_now(),
        )

    def then(numbers: list[int]) -> Then:
        told = ngettext(
            "%(num)s idea is sent. A facilitator reads it within 2 working days.",
            "%(num)s ideas are sent. A facilitator reads them within 2 working days.",
            len(numbers),
        )
        return Then(request.path, told)

    if answer := post(form, send, then, refusals=DomainError, form_is="makes"):
        return answer
    return _page(form, forum, meeting, rounds)


def _page(
    form: GivenForm, forum: ForumSeries, meeting: Meeting, rounds: Sequence[Round]
) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "carry/given.html",
        form=form,
        forum=forum,
        meeting=meeting,
        rounds=rounds or form.is_submitted(),
        begun=meeting.has_begun(request_now()),
        given=queries.ideas_given_at(session, forum.path_to(meeting)),
        can_add=len(form.rows) < MOST_ROWS,
        late_days=LATE_DAYS,
    )
    return no_store((page, form.status))
