"""Slips that stand in a file: chosen, shown line by line, and put on the table as they were shown.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

import csv
import io

from flask import Response as Answer
from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from werkzeug.wrappers import Response
from wtforms import HiddenField
from wtforms.validators import Length

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError
from pbplatform.core.table_files.closed_rows import ClosedRows, folder_in
from pbplatform.core.table_files.reading import Table, read_table
from pbplatform.core.text_fold import fold
from pbplatform.core.transaction import transaction
from pbplatform.counting.cells import text_cell, words_of
from pbplatform.forums.models import ForumSeries, Meeting
from pbplatform.intake import services
from pbplatform.intake.domain.table import IDEA, POINT, fingerprint
from pbplatform.intake.domain.table_file import BOUNDS, COLUMNS, ReadFile, Words, rows_of_file
from pbplatform.intake.kinds import ContactBy
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.table import goes_in_words, place_of
from pbplatform.intake.queries.table import rounds_of_meeting
from pbplatform.intake.services import SentRow
from pbplatform.intake.words.origins import COLUMN_NAMES, CONTACTS
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.large_uploads import takes_in_memory
from pbplatform.web.posting import Then, post_slowly
from pbplatform.web.refusals import MESSAGES
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext

LONGEST_REQUEST = BOUNDS.most_bytes + 64 * 1024


class FileForm(Form):
    file = FileField(
        _l("File with the slips"),
        description=_l("CSV or a spreadsheet (.xlsx), at most 200 slips and 1 MB."),
    )


class TakeForm(ConfirmForm):
    """Carries what the page showed; the ticket opens the closed lines."""

    ticket = HiddenField(validators=[Length(max=200)])


@bp.route("/desk/tables/<slug>/<day>/file", methods=["GET", "POST"])
@takes_in_memory(LONGEST_REQUEST)
@staff(Role.FACILITATOR, Role.CLERK)
def table_file(slug: str, day: str) -> ResponseReturnValue:
    """A file is read, and its lines shown; nothing is on the table yet."""
    forum, meeting, acts = place_of(slug, day)
    form = FileForm()

    def read() -> Response:
        if not form.file.data:
            raise Conflict("table.file_missing", field="file")
        table = read_table(form.file.data.read(), bounds=BOUNDS)
        found = _found(forum, meeting, acts, table)
        take = TakeForm(formdata=None)
        take.ticket.data = _closed(meeting, acts).close(table.as_bytes())
        return _shown(forum, meeting, acts, found, take)

    if answer := post_slowly(form, read, lambda made: made, refusals=DomainError):
        return answer
    return _choose(forum, meeting, form)


@bp.post("/desk/tables/<slug>/<day>/file/take")
@staff(Role.FACILITATOR, Role.CLERK)
def take_file(slug: str, day: str) -> ResponseReturnValue:
    """Exactly the lines that were shown are rows of the table now; pressed twice, they are once."""
    forum, meeting, acts = place_of(slug, day)
    form, meeting_id = TakeForm(), meeting.id
    try:
        held = _closed(meeting, acts).open(form.ticket.data or "")
    except Conflict as gone:
        again = FileForm(formdata=None)
        again.refuse(gone)
        return _choose(forum, meeting, again)
    found = _found(forum, meeting, acts, Table.of_bytes(held))

    def take() -> services.Saved:
        require_same(form.seen.data, {"lines": shown_of(found)})
        with transaction() as writing:
            return services.save_rows(
                writing,
                actor=acts,
                meeting_id=meeting_id,
                rows=[SentRow(key=row.key, revision=0, typed=row.typed) for row in found.rows],
                now=request_now(),
            )

    def then(saved: services.Saved) -> Then:
        _closed(meeting, acts).forget(form.ticket.data or "")
        return Then(url_for("intake.table", slug=slug, day=day), _told(saved))

    if answer := post_slowly(form, take, then, refusals=DomainError):
        return answer
    return _shown(forum, meeting, acts, found, form)


def _told(saved: services.Saved) -> str:
    told = [ngettext("%(num)s row is on the table.", "%(num)s rows are on the table.", saved.kept)]
    if left := len(saved.clashes) + len(saved.gone):
        told.append(
            ngettext(
                "%(num)s was there already and was changed or published since: it stays so.",
                "%(num)s were there already and were changed or published since: they stay so.",
                left,
            )
        )
    return " ".join(told)


@bp.get("/desk/tables/<slug>/<day>/slips.csv")
@staff(Role.FACILITATOR, Role.CLERK)
def table_template(slug: str, day: str) -> ResponseReturnValue:
    """A file to fill in: the names of the columns, and a line that shows how."""
    forum, meeting, acts = place_of(slug, day)
    words = goes_in_words(rounds_of_meeting(db.session(), acts, forum, meeting, request_now()))
    example = {
        "slip": "1",
        "goes": next(iter(words.values())),
        "title": _("A bench on Mill Lane"),
        "text": _("There is nowhere to sit."),
        "consent": _("yes"),
        "contact": str(CONTACTS[0][1]),
    }
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(COLUMN_NAMES[name]) for name in COLUMNS])
    writer.writerow([text_cell(example.get(name, "")) for name in COLUMNS])
    answer = Answer("\ufeff" + out.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="slips.csv"'
    return no_store(answer)


def shown_of(found: ReadFile) -> str:
    """What the page shows of a file, in one fingerprint."""
    return fingerprint([(row.line, row.key, row.typed.goes) for row in found.rows])


def _closed(meeting: Meeting, acts: ActorRef) -> ClosedRows:
    folder = folder_in(current_app.extensions["settings"].files_dir)
    return ClosedRows(folder, f"slips/{meeting.id}/{acts.account_id}")


def _found(forum: ForumSeries, meeting: Meeting, acts: ActorRef, table: Table) -> ReadFile:
    rounds = rounds_of_meeting(db.session(), acts, forum, meeting, request_now())
    lines = [[words_of(cell) for cell in cells] for cells in table.rows]
    return rows_of_file(lines, _words(goes_in_words(rounds)), meeting=forum.path_to(meeting))


def _words(goes: dict[str, str]) -> Words:
    """What cells may say, in the language of the page and by code."""
    names = {fold(str(told)): name for name, told in COLUMN_NAMES.items()}
    contacts = {fold(str(told)): ContactBy(code) for code, told in CONTACTS}
    return Words(
        columns=names | {name: name for name in COLUMNS},
        goes=_goes(goes),
        contacts=contacts | {each.value: each for each in ContactBy},
        yes=frozenset({fold(_("yes")), "yes", "x", "1", "true"}),
        no=frozenset({fold(_("no")), "no", "0", "false"}),
    )


def _goes(goes: dict[str, str]) -> dict[str, str]:
    """Where a slip can go: as the page says it, what stands before its colon, or the bare word."""
    known: dict[str, str] = {}
    for code, told in goes.items():
        known |= dict.fromkeys((fold(told), fold(told.partition(":")[0]), fold(code)), code)
        if code.startswith(POINT):
            known[fold(code.removeprefix(POINT))] = code
    ideas = [code for code in goes if code.startswith(IDEA)]
    if len(ideas) == 1:
        known |= dict.fromkeys((fold(_("Idea")), "idea"), ideas[0])
    return known


def _choose(forum: ForumSeries, meeting: Meeting, form: FileForm) -> ResponseReturnValue:
    page = render_template(
        "intake/table_file.html", form=form, forum=forum, meeting=meeting, columns=COLUMN_NAMES
    )
    return no_store((page, form.status))


def _shown(
    forum: ForumSeries, meeting: Meeting, acts: ActorRef, found: ReadFile, form: TakeForm
) -> Response:
    """The lines as they go onto the table; of how somebody is reached only that it is there."""
    form.show({"lines": shown_of(found)})
    rounds = rounds_of_meeting(db.session(), acts, forum, meeting, request_now())
    page = render_template(
        "intake/table_file_check.html",
        form=form,
        forum=forum,
        meeting=meeting,
        found=found,
        words=goes_in_words(rounds),
        columns=COLUMN_NAMES,
        messages=MESSAGES,
    )
    return no_store((page, form.status))
