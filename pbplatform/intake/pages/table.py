"""The slips of a meeting are typed into one table: ten rows on a page, saved as they are."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotFound
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.forums.queries import forum_by_slug, meeting_at
from pbplatform.intake import services
from pbplatform.intake.domain.table import IDEA, POINT
from pbplatform.intake.kinds import ROW_DAYS
from pbplatform.intake.models import SlipRow
from pbplatform.intake.pages.acting import acting_on
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.likes import like_in_words, likes_of, same_in_words
from pbplatform.intake.pages.table_forms import MOST_TO_MEND, ROWS, SlipFields, SlipForm, TableForm
from pbplatform.intake.policies import refuse_to_take_back, refuse_to_type
from pbplatform.intake.queries.table import RowView, TableView, rounds_of_meeting, table_of
from pbplatform.intake.queries.taking_back import batches_of
from pbplatform.points.words.kinds import KIND_CHOICES
from pbplatform.rounds.models import Round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.form_params import words_key
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import MESSAGES
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def place_of(slug: str, day: str) -> tuple[ForumSeries, Meeting, ActorRef]:
    """The forum, the meeting and the person as staff there.

    Raises:
        NotFound: no such meeting.
        NotAllowed: not staff of the forum.
        Conflict: it has not begun, or is cancelled.
    """
    session = db.session()
    forum = forum_by_slug(session, slug)
    meeting = meeting_at(session, forum.id, day)
    acts = acting_on(require_actor(), forum.scope)
    if refusal := refuse_to_type(acts, forum.scope, meeting, request_now()):
        raise refusal
    return forum, meeting, acts


def row_of(view: TableView, n: int) -> RowView:
    """A row of the table that is not published.

    Raises:
        NotFound: there is none.
    """
    for each in view.waiting:
        if each.row.n == n:
            return each
    raise NotFound("table.no_row")


def goes_in_words(rounds: Sequence[Round]) -> dict[str, str]:
    """Where a slip can go, in words."""
    ideas = {f"{IDEA}{each.id}": _("Idea for %(round)s", round=each.name) for each in rounds}
    points = {f"{POINT}{kind}": str(label) for kind, label in KIND_CHOICES}
    return ideas | points


@bp.route("/desk/tables/<slug>/<day>", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def table(slug: str, day: str) -> ResponseReturnValue:
    """Rows with something missing come first, then ten empty ones; below, all that waits."""
    forum, meeting, acts = place_of(slug, day)
    view, words = table_seen(forum, meeting, acts)
    form = TableForm(data={"rows": _first_rows(view)})
    _choices(form, words)
    meeting_id = meeting.id

    def save(writing: Session) -> services.Saved:
        rows = [entry.form.sent() for entry in form.rows]
        if len({each.key for each in rows}) < len(rows):
            raise Conflict("table.broken")
        return services.save_rows(
            writing, actor=acts, meeting_id=meeting_id, rows=rows, now=request_now()
        )

    if answer := post(
        form, save, lambda saved: _saved(saved, form, slug, day), refusals=DomainError
    ):
        return answer
    if not form.is_submitted():
        _say_faults(form, view)
    return _page(form, forum, meeting, view, words, status=form.status, acts=acts)


def table_seen(
    forum: ForumSeries, meeting: Meeting, acts: ActorRef
) -> tuple[TableView, dict[str, str]]:
    session, now = db.session(), request_now()
    view = table_of(session, acts, forum, meeting, now)
    words = goes_in_words(rounds_of_meeting(session, acts, forum, meeting, now))
    for each in view.waiting:  # a round that closed since stays what the row says
        if each.row.goes and each.row.goes not in words and each.row.round_id:
            words[each.row.goes] = session.get_one(Round, each.row.round_id).name
    return view, words


def _choices(form: TableForm, words: dict[str, str]) -> None:
    for entry in form.rows:
        offer_goes(entry.form, words)


def offer_goes(form: SlipFields, words: dict[str, str]) -> None:
    """Where a slip can go, to choose from."""
    form.goes.choices = [("", _("Choose")), *words.items()]


def _first_rows(view: TableView) -> list[dict[str, object]]:
    """The row that was asked for, those with something missing, and empty ones."""
    wanted = request.args.get("row", "")
    mend = [each for each in view.waiting if str(each.row.n) == wanted]
    mend += [
        each for each in view.waiting if each not in mend and (each.faults or each.row.returned_why)
    ]
    last = max(view.waiting, key=lambda each: each.row.n, default=None)
    goes = last.row.goes if last else ""
    empty: list[dict[str, object]] = [
        {"key": secrets.token_hex(12), "goes": goes} for _each in range(ROWS)
    ]
    return [_data(each.row) for each in mend[:MOST_TO_MEND]] + empty


def _data(row: SlipRow) -> dict[str, object]:
    names = ("key", "revision", "same", "slip", "goes", "title", "text", "place", "name", "consent")
    return {name: getattr(row, name) for name in names} | {"contact": row.contact}


def _say_faults(form: TableForm, view: TableView) -> None:
    """What is missing in a row, beside its fields."""
    by_key = {each.row.key: each for each in view.waiting}
    for entry in form.rows:
        known = by_key.get(entry.form.key.data or "")
        for fault in known.faults if known else ():
            field = entry.form[fault.field]
            field.errors = [*field.errors, str(MESSAGES[fault.code])]


def _saved(saved: services.Saved, form: TableForm, slug: str, day: str) -> Then | Response:
    if not (saved.clashes or saved.gone):
        told = ngettext("%(num)s row is saved.", "%(num)s rows are saved.", saved.kept)
        return Then(url_for("intake.table", slug=slug, day=day), told)
    return make_response(_clashing(saved, form, slug, day))


def _clashing(saved: services.Saved, form: TableForm, slug: str, day: str) -> ResponseReturnValue:
    """Both texts of rows that somebody else changed; the next press keeps the one in the form."""
    forum, meeting, acts = place_of(slug, day)
    view, words = table_seen(forum, meeting, acts)
    others = {each.row.key: each for each in view.waiting}
    typed = [entry.form.data for entry in form.rows if entry.form.key.data in saved.clashes]
    rows = [
        each | {"revision": others[each["key"]].row.revision}
        for each in typed
        if each["key"] in others
    ]
    again = TableForm(formdata=None, data={"rows": rows})
    _choices(again, words)
    status = 409
    gone = len(saved.gone)
    return _page(again, forum, meeting, view, words, status, others=others, gone=gone, acts=acts)


def _blank(words: dict[str, str]) -> SlipForm:
    """An empty row, from which scripts make as many as are typed."""
    blank = SlipForm(prefix="rows-{index}-")
    offer_goes(blank, words)
    return blank


def _page(
    form: TableForm,
    forum: ForumSeries,
    meeting: Meeting,
    view: TableView,
    words: dict[str, str],
    status: int = 200,
    *,
    others: dict[str, RowView] | None = None,
    gone: int = 0,
    acts: ActorRef,
) -> ResponseReturnValue:
    page = render_template(
        "intake/table.html",
        form=form,
        forum=forum,
        meeting=meeting,
        view=view,
        words=words,
        others=others or {},
        gone=gone,
        messages=MESSAGES,
        sealed={each.row.key for each in view.waiting if each.row.sealed_reach},
        returned={each.row.key: each.row.returned_why for each in view.waiting},
        days=ROW_DAYS,
        blank=_blank(words),
        kept=words_key(request.path),
        same=same_in_words(view),
        likes=likes_of(forum, meeting, acts, view, [each.row for each in view.waiting]),
        like_in_words=like_in_words,
        batches=[
            each
            for each in (batches_of(db.session(), meeting.id) if view.published else ())
            if refuse_to_take_back(acts, forum.scope, each, request_now()) is None
        ],
    )
    return no_store((page, status if form.is_submitted() else 200))
