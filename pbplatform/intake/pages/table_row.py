"""One row of a table is saved by itself, as soon as its typist leaves it; a script sends it.

Source: docs/rules/intake.md section 5.
"""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.transaction import transaction
from pbplatform.intake import services
from pbplatform.intake.models import SlipRow
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.likes import like_in_words, likes_of, same_in_words
from pbplatform.intake.pages.table import offer_goes, place_of, table_seen
from pbplatform.intake.pages.table_forms import RowForm
from pbplatform.intake.queries.table import RowView
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import staff
from pbplatform.web.presentation import clock_time
from pbplatform.web.refusals import MESSAGES, message_for
from pbplatform.web.sentences import gettext as _

_PLAIN = ("slip", "goes", "title", "text", "place", "name", "consent", "contact", "same")


@bp.post("/desk/tables/<slug>/<day>/row.json")
@staff(Role.FACILITATOR, Role.CLERK)
def save_row(slug: str, day: str) -> ResponseReturnValue:
    """Keep a row: what the page has to know of it now, or why it is not kept, by field.

    The same row sent again changes nothing; 409 with `theirs` where somebody else changed it.
    """
    try:
        return _saved(slug, day)
    except DomainError as refusal:
        return _answer(409, wrong={refusal.field or "": message_for(refusal)})


def _saved(slug: str, day: str) -> ResponseReturnValue:
    forum, meeting, acts = place_of(slug, day)
    form, meeting_id = RowForm(), meeting.id
    offer_goes(form, table_seen(forum, meeting, acts)[1])
    if not form.validate():
        return _answer(422, wrong=_wrong(form))
    sent = form.sent(form.window.data or "")
    with transaction(form="goes on") as writing:
        saved = services.save_rows(
            writing, actor=acts, meeting_id=meeting_id, rows=[sent], now=request_now()
        )
    if saved.gone:
        return _answer(409, wrong={"": _("This row was published meanwhile. It is not changed.")})
    db.session.expire_all()
    forum, meeting, acts = place_of(slug, day)
    view = table_seen(forum, meeting, acts)[0]
    kept = next((each for each in view.waiting if each.row.key == sent.key), None)
    if kept is None:  # a row without a word in it
        return _answer(200, said="")
    if saved.clashes:
        shown = render_template("intake/parts/clash.html", view=kept)
        return _answer(409, theirs=_plain(kept.row), clash=shown, revision=kept.row.revision)
    said = _("Saved at %(time)s.", time=clock_time(request_now()))
    found = likes_of(forum, meeting, acts, view, [kept.row]).get(kept.row.n, [])
    like = render_template(
        "intake/parts/like.html",
        found=found,
        view=kept,
        words=like_in_words,
        same=same_in_words(view),
    )
    return _answer(200, said=said, like=like, **_known(kept, slug, day))


def _answer(status: int, **told: Any) -> ResponseReturnValue:
    return no_store((jsonify(**told), status))


def _wrong(form: RowForm) -> dict[str, str]:
    return {str(name): str(told[0]) for name, told in form.errors.items() if told}


def _known(view: RowView, slug: str, day: str) -> dict[str, Any]:
    """What the page shows of a row that is kept."""
    return {
        "revision": view.row.revision,
        "sealed": bool(view.row.sealed_reach),
        "missing": {each.field: str(MESSAGES[each.code]) for each in reversed(view.faults)},
        "notes": render_template("intake/parts/row_notes.html", view=view, slug=slug, day=day),
    }


def _plain(row: SlipRow) -> dict[str, Any]:
    """What somebody else typed; an address is never in it."""
    return {name: getattr(row, name) for name in _PLAIN}
