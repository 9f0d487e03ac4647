"""The facilitator sets a round up: facts, dates, publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.core.actor import PLACE, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.places import queries as places
from pbplatform.rounds import queries, services
from pbplatform.rounds.domain.money_left import MoneyLeft
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages.blueprint import bp
from pbplatform.rounds.pages.forms import (
    KEEP,
    FactsForm,
    MoveDatesForm,
    NewRoundForm,
    PublishForm,
    StartForm,
)
from pbplatform.rounds.pages.layouts import BLANK, lay_out
from pbplatform.rounds.policies import refuse_to_move_dates, refuse_to_pause
from pbplatform.rounds.queries.standing import what_stops
from pbplatform.rounds.services import DATE_FIELDS
from pbplatform.rounds.words import status as wording
from pbplatform.rounds.words import terms
from pbplatform.rounds.words.cautions import cautions
from pbplatform.rounds.words.certificate import certificate_sentences
from pbplatform.rounds.words.differences import changed_since
from pbplatform.rounds.words.money_left import money_left_sentence
from pbplatform.rounds.words.next_act import next_act
from pbplatform.rounds.words.rule import rule_sentences
from pbplatform.rounds.words.tasks import tasks_of
from pbplatform.web.clock import request_now
from pbplatform.web.figures import SummaryRow
from pbplatform.web.frame import current_frame
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post, with_changes
from pbplatform.web.presentation import money
from pbplatform.web.sentences import gettext as _


def round_of_desk(slug: str) -> tuple[Round, ActorRef]:
    """A round and the facilitator who acts on it.

    Raises:
        NotAllowed, NotFound: not theirs, or there is none.
    """
    round_ = queries.round_by_slug(db.session(), slug)
    return round_, require_actor().acting_over("facilitator", round_.scope)


@bp.route("/desk/facilitator/rounds")
@staff("facilitator")
def desk_index() -> ResponseReturnValue:
    actor, now = require_actor(), request_now()
    mine = [
        {"round": round_, "phase": wording.state_name(round_, now)}
        for round_ in queries.all_rounds(db.session())
        if actor.holds("facilitator", round_.scope)
    ]
    may_start = actor.holds("facilitator", PLACE)
    return render_template("rounds/desk_index.html", rows=mine, may_start=may_start)


@bp.route("/desk/facilitator/rounds/new", methods=["GET", "POST"])
@staff("facilitator")
def new() -> ResponseReturnValue:
    actor = require_actor().acting_as("facilitator", PLACE)
    start = StartForm(request.args)
    if request.method == "GET" and not request.args.get("start"):
        start.first_day.process(None, (request_now() + timedelta(weeks=2)).date())
        return render_template("rounds/start.html", form=start)
    if request.method == "GET" and not start.validate():
        return render_template("rounds/start.html", form=start), start.status
    form = NewRoundForm(data=_laid_out(start))

    def created(slug: str) -> Then:
        told = _("The round is saved as a draft. Only facilitators see it.")
        return Then(url_for(".desk", slug=slug), told)

    if answer := post(form, partial(_create, actor, form), created, form_is="makes"):
        return answer
    return render_template("rounds/new.html", form=form), form.status


def _laid_out(start: StartForm) -> dict[str, Any]:
    first = start.first_day.data or (request_now() + timedelta(weeks=2)).date()
    return NewRoundForm.filled(lay_out(start.start.data or BLANK, first))


def _create(actor: ActorRef, form: NewRoundForm, session: Session) -> str:
    return services.create_round(session, actor=actor, **facts_typed(form)).slug


def facts_typed(form: NewRoundForm, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All that was typed of a new round, as `create_round` takes it.

    Args:
        kept: the rule that is meant by “keep”.
    """
    frame = current_frame()
    rules = services.rules_to_choose(frame.currency)
    keeps = kept is not None and form.counting.data == KEEP
    return {
        "name": form.name.data,
        "summary": form.summary.data or "",
        "who_can_vote": form.who_can_vote.data,
        "money_minor": form.money_minor,
        "currency": frame.currency,
        "dates": form.dates(frame.timezone),
        "max_choices": form.most,
        "rule": kept if keeps else _rule_of(form, rules),
        "committee_rules": form.committee_rules,
        "certificate_rules": form.certificate_rules,
        "money_left": MoneyLeft(form.money_left.data),
    }


@bp.route("/desk/facilitator/rounds/<slug>")
@staff("facilitator")
def desk(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    now = request_now()
    return render_template(
        "rounds/desk.html",
        round=round_,
        since=changed_since(db.session(), round_),
        may_start=require_actor().holds("facilitator", PLACE),
        may_pause=refuse_to_pause(actor, round_, now) is None,
        phase=wording.state_name(round_, now),
        stations=wording.stations(round_, now),
        tasks=tasks_of(db.session(), round_, now=now),
        next_act=next_act(round_, now, what_stops(db.session(), round_, now)),
        cautions=_cautions(round_),
        moment=wording.moment,
    )


def _cautions(round_: Round) -> list[str]:
    """What is weak about the dates; nothing once they can no longer move."""
    if round_.frozen_at is not None:
        return []
    try:
        calendar = places.working_days(db.session())
    except NotFound:
        return [_("There is no holiday table yet, so nobody can say whether a date is a holiday.")]
    last_year, now = places.calendars(db.session())[0].last_year, request_now()
    found = cautions(round_, calendar=calendar, last_year=last_year, now=now)
    reviewed = round_.published_at is not None and now >= round_.review_close_at
    if reviewed and not queries.ballot_projects(db.session(), round_.id):
        found.append(
            _(
                "No project is on the ballot, so nothing can be frozen. Committees can still "
                "decide. If they do not, move the dates of the vote and say why."
            )
        )
    return found


@bp.route("/desk/facilitator/rounds/<slug>/facts", methods=["GET", "POST"])
@staff("facilitator")
def facts(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    form = FactsForm(data=facts_of(round_))
    rules = services.rules_to_choose(round_.currency)
    if services.name_of_rule(round_.counting_rule, round_.currency) is None:
        form.offer_to_keep()

    def change(session: Session) -> None:
        services.change_draft(
            session,
            actor=actor,
            round_id=round_.id,
            name=form.name.data,
            summary=form.summary.data or "",
            who_can_vote=form.who_can_vote.data,
            money_minor=form.money_minor,
            max_choices=form.most,
            rule=round_.rule if form.counting.data == KEEP else _rule_of(form, rules),
            committee_rules=form.committee_rules,
            certificate_rules=form.certificate_rules,
            money_left=MoneyLeft(form.money_left.data),
        )

    if answer := post(form, change, Then(url_for(".desk", slug=slug), _("The draft is changed."))):
        return answer
    page = render_template(
        "rounds/facts.html",
        form=form,
        round=round_,
        choices=terms.choices_sentence(round_.max_choices),
        counting=rule_sentences(round_.counting_rule, round_.currency),
        deciding=terms.quorum_sentence(round_.quorum),
        scoring=terms.criteria_sentences(round_),
        certificate=certificate_sentences(round_),
        money_left=money_left_sentence(round_.money_left),
    )
    return page, form.status


def _rule_of(form: FactsForm, rules: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return services.needing(rules[form.counting.data], form.least_votes.data)


def facts_of(round_: Round) -> dict[str, Any]:
    """The facts of a round, as what the fields start with."""
    return {
        "name": round_.name,
        "summary": round_.summary,
        "money": round_.money_minor,
        "who_can_vote": round_.who_can_vote,
        "limit": "any" if round_.max_choices is None else "up-to",
        "max_choices": round_.max_choices,
        "counting": services.name_of_rule(round_.counting_rule, round_.currency) or KEEP,
        "quorum_is": "half" if round_.quorum is None else "number",
        "quorum": round_.quorum,
        "criteria": "\n".join(round_.criteria),
        "score_names": round_.score_names,
        "objection_days": round_.objection_days,
        "certify_days": round_.certify_days,
        "money_left": round_.money_left,
        "least_votes": services.least_votes(round_.counting_rule) or 1,
    }


@bp.route("/desk/facilitator/rounds/<slug>/dates", methods=["GET", "POST"])
@staff("facilitator")
def dates(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    timezone = current_frame().timezone
    form = MoveDatesForm(data=MoveDatesForm.of_round(round_, timezone))
    refusal = refuse_to_move_dates(actor, round_)
    now = request_now()
    form.ask_only(
        [] if refusal else [name for name in DATE_FIELDS if services.may_move(round_, name, now)]
    )

    def move(session: Session) -> None:
        services.move_dates(
            session,
            actor=actor,
            round_id=round_.id,
            dates=form.dates(timezone, round_),
            reason=form.reason.data or "",
            now=now,
            seen=form.seen.data or "",
        )

    told = Then(url_for(".desk", slug=slug), _("The dates are saved."))
    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, move, told, refuse=in_words):
        return answer
    form.carry(services.facts_of_dates(round_))
    page = render_template(
        "rounds/dates.html",
        form=form,
        round=round_,
        moves=wording.moves(queries.date_moves(db.session(), round_.id)),
        shown=[row for row in dates_shown(round_) if row["name"] not in form],
    )
    return page, form.status


def dates_shown(round_: Round) -> list[dict[str, str]]:
    """The dates of a round as text, each with the name of its field."""
    return [
        {"name": key, "key": name, "value": wording.moment_of(round_, key)}
        for key, name in _date_names()
    ]


@bp.route("/desk/facilitator/rounds/<slug>/publish", methods=["GET", "POST"])
@staff("facilitator")
def publish(slug: str) -> ResponseReturnValue:
    round_, actor = round_of_desk(slug)
    form = PublishForm()
    seen = form.seen.data or ""

    def act(session: Session) -> None:
        services.publish_round(
            session, actor=actor, round_id=round_.id, now=request_now(), seen=seen
        )

    told = Then(url_for(".desk", slug=slug), _("The round is public."))
    in_words = with_changes(form, wording.names_of_facts, wording.fact_of(round_))
    if answer := post(form, act, told, refuse=in_words):
        return answer
    form.show(services.facts_to_publish(round_))
    page = render_template(
        "rounds/publish.html",
        form=form,
        round=round_,
        stations=wording.stations(round_, request_now()),
        rows=_rows_to_publish(round_),
        cautions=_cautions(round_),
    )
    return page, form.status


def _rows_to_publish(round_: Round) -> list[SummaryRow]:
    """All that stays once the round is public, each date with a way to move it before."""
    to_dates = None if round_.published_at else url_for("rounds.dates", slug=round_.slug)
    return [
        {"key": _("Money"), "value": money(round_.money_minor, round_.currency)},
        {"key": _("Who can vote"), "value": round_.who_can_vote, "user": True},
        {"key": _("Choices"), "value": terms.choices_sentence(round_.max_choices)},
        {
            "key": _("How votes are counted"),
            "steps": rule_sentences(round_.counting_rule, round_.currency),
        },
        {"key": _("Money that is left"), "value": money_left_sentence(round_.money_left)},
        {"key": _("How committees decide"), "value": terms.quorum_sentence(round_.quorum)},
        {"key": _("What delegates score by"), "steps": terms.criteria_sentences(round_)},
        {"key": _("After the count"), "steps": certificate_sentences(round_)},
        *(
            SummaryRow(key=name, value=wording.moment_of(round_, key), url=to_dates)
            for key, name in _date_names()
        ),
    ]


def _date_names() -> list[tuple[str, str]]:
    return [(key, str(name)) for key, name in wording.DATE_NAMES.items()]
