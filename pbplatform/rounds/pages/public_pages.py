"""Rounds as everybody sees them."""

from __future__ import annotations

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.paging import page_of
from pbplatform.core.whole import whole
from pbplatform.rounds import queries
from pbplatform.rounds.kinds import COUNTED, Change, Phase, State
from pbplatform.rounds.pages import round_now
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.queries.reading_order import in_order_of_hour
from pbplatform.rounds.queries.standing import late_since, what_stops
from pbplatform.rounds.words import status as wording
from pbplatform.rounds.words import terms
from pbplatform.rounds.words.certificate import certificate_sentences
from pbplatform.rounds.words.changes import change_lines
from pbplatform.rounds.words.differences import changed_since
from pbplatform.rounds.words.money_left import money_left_sentence
from pbplatform.rounds.words.next_act import next_act
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.web.clock import request_now
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _

PER_PAGE = 20


@bp.route("/rounds")
@public
def index() -> ResponseReturnValue:
    now = request_now()
    found = queries.published_rounds(db.session())
    wanted = request.args.get("page", 1, type=whole)
    page = page_of(found, wanted=wanted, size=PER_PAGE, nearest=False)
    rows = [
        {
            "round": round_,
            "phase_key": round_.phase(now),
            "mark": wording.status_mark(round_, now),
            "state": wording.state_name(round_, now),
            "sentence": wording.state_sentence(round_, now),
            "going": round_.phase(now) not in (Phase.RESULTS, Phase.CALLED_OFF),
            "called_off": round_.called_off_at is not None,
            "told": wording.dates_told_by(round_.state(now)),
            "not_held": round_.state(now) is State.NOT_HELD,
        }
        for round_ in page.rows
    ]
    going = [row for row in rows if row["going"] and not row["not_held"]]
    going.sort(key=lambda row: row["phase_key"] != Phase.VOTING)
    groups = (
        (_("Going on now"), "going", going),
        (_("Not held"), "not-held", [row for row in rows if row["not_held"]]),
        (_("Finished"), "finished", [row for row in rows if row["phase_key"] == Phase.RESULTS]),
        (_("Called off"), "called-off", [row for row in rows if row["called_off"]]),
    )
    return render_template(
        "rounds/index.html",
        groups=groups,
        page=page,
        page_url=lambda number: url_for("rounds.index", page=number),
    )


@bp.route("/rounds/<slug>")
@public
def show(slug: str) -> ResponseReturnValue:
    now = request_now()
    round_ = queries.public_round(db.session(), slug)
    frozen = round_.frozen_at is not None
    projects = queries.ballot_projects(db.session(), round_.id) if frozen else []
    changed = change_lines(round_, queries.changes(db.session(), round_.id))
    at = round_.state(now)
    ended = at is State.CALLED_OFF or at in COUNTED
    other = queries.round_for_ideas(db.session(), round_, now) if ended else None
    return render_template(
        "rounds/show.html",
        round=round_,
        projects=in_order_of_hour(projects, slug, now),
        state=wording.state_name(round_, now),
        late=late_since(round_, now) is not None,
        sentence=wording.state_sentence(round_, now),
        stations=wording.stations(round_, now),
        next_act=next_act(round_, now, what_stops(db.session(), round_, now)),
        moves=wording.moves(queries.date_moves(db.session(), round_.id)),
        put_right=[line for line in changed if line.kind != Change.MONEY],
        money_added=[line for line in changed if line.kind == Change.MONEY],
        committees=queries.committees(db.session(), round_.id),
        links=round_now.links(round_, at),
        other=other,
        action=round_now.action(round_, at),
        deeds=round_now.deeds(
            round_,
            now,
            helps=current_frame().helps,
            other=other if other and other.takes_ideas(now) else None,
            last=queries.counted_last(db.session()) if at is State.SOON else None,
        ),
        delegates_wanted=round_now.takes_delegates(at),
        phase=round_.phase(now),
        moment=wording.moment,
    )


@bp.route("/rounds/<slug>/rules")
@public
def rules(slug: str) -> ResponseReturnValue:
    round_ = queries.public_round(db.session(), slug)
    changed = change_lines(round_, queries.changes(db.session(), round_.id))
    return render_template(
        "rounds/rules.html",
        round=round_,
        since=changed_since(db.session(), round_),
        moves=wording.moves(queries.date_moves(db.session(), round_.id)),
        put_right=[line for line in changed if line.kind == Change.WHO_CAN_VOTE],
        money_added=[line for line in changed if line.kind == Change.MONEY],
        dates=[
            {"key": name, "value": wording.moment_of(round_, key)}
            for key, name in wording.DATE_NAMES.items()
        ],
        choices=terms.choices_sentence(round_.max_choices),
        scoring=terms.criteria_sentences(round_),
        deciding=terms.quorum_sentence(round_.quorum),
        certificate=certificate_sentences(round_),
        steps=rule_sentences(round_.counting_rule, round_.currency),
        money_left=money_left_sentence(round_.money_left),
        definition=queries.definition(db.session(), round_.id),
    )


@bp.route("/rounds/<slug>/rules/definition.json")
@public
def definition(slug: str) -> ResponseReturnValue:
    """The frozen document, byte for byte: what its SHA-256 is taken of."""
    frozen = queries.definition(db.session(), queries.public_round(db.session(), slug).id)
    if frozen is None:
        raise NotFound("round.not_frozen")
    return Response(frozen.body, mimetype="application/json")
