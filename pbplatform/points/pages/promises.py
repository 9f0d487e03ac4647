"""Promises with their dates, missed ones first, and points that are late."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.paging import page_counted
from pbplatform.core.whole import whole
from pbplatform.points import queries
from pbplatform.points.pages.blueprint import bp
from pbplatform.points.pages.points import WORDS
from pbplatform.points.queries.late import late_page
from pbplatform.points.words.rows import in_order
from pbplatform.promises.queries import checks_of, evidence_of
from pbplatform.promises.queries.standings import promises_today
from pbplatform.promises.words.next_act import next_act_of_check, next_act_of_promise
from pbplatform.promises.words.states import corrected_words, promise_words
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public

PER_PAGE = 20


@bp.route("/promises")
@public
def promises() -> ResponseReturnValue:
    session, now = db.session(), request_now()
    standing = promises_today(session, today=queries.day_of(session, now))

    def read(offset: int) -> list[queries.PromiseView]:
        shown = standing.on_page(offset=offset, size=PER_PAGE)
        return queries.promise_views(session, now=now, condition=shown)

    wanted = request.args.get("page", 1, type=whole)
    page = page_counted(standing.total, read, wanted=wanted, size=PER_PAGE)
    paths = [view.path for view in page.rows]
    return render_template(
        "points/promises.html",
        page=page,
        checks=checks_of(session, paths, now=now),
        evidence=evidence_of(session, paths),
        page_url=lambda number: url_for(".promises", page=number),
        counts={state.value: number for state, number in standing.counts.items()},
        promise_words=promise_words,
        next_act_of_promise=next_act_of_promise,
        corrected_words=corrected_words,
    )


@bp.route("/promises/late")
@public
def late_promises() -> ResponseReturnValue:
    """Answers that are late and promises that were missed, the longest wait first."""
    session, now = db.session(), request_now()
    late = late_page(
        session,
        today=queries.day_of(session, now),
        now=now,
        wanted=request.args.get("page", 1, type=whole),
        size=PER_PAGE,
    )
    return render_template(
        "points/late.html",
        late=late,
        points=in_order(late.points),
        page_url=lambda number: url_for(".late_promises", page=number),
        act_of_check=lambda view: next_act_of_check(
            view.check.days, view.team.name, view.senior, view.today
        ),
        next_act_of_promise=next_act_of_promise,
        **WORDS,
    )
