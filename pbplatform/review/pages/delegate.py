"""The delegate's desk: claim and declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.core.actor import Actor
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.core.whole import whole
from pbplatform.places.queries import areas
from pbplatform.proposals.pages.loading import url_of_row
from pbplatform.proposals.policies import refuse_to_write
from pbplatform.proposals.queries import IdeaRow, idea_by_number
from pbplatform.proposals.queries.of_committee import (
    OfCommittee,
    of_committee,
    proposals_at_committee,
)
from pbplatform.review import queries, services
from pbplatform.review.pages.loading import delegates_place, must_declare, overviews
from pbplatform.review.queries import ProposalOverview
from pbplatform.review.queries.records import leaving_ideas, to_confirm
from pbplatform.review.queries.reopened import wishes_of_committee
from pbplatform.review.queries.strength import strengths
from pbplatform.review.words import desk
from pbplatform.review.words.thread import stands_of
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committees_by_slugs
from pbplatform.web.base_form import CheckboxesField, Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import day_month
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import next_act

bp = Blueprint("delegate", __name__)


class InterestsForm(Form):
    gain = RadioField(
        _l(
            "Do you, a close relative or a group you help run stand to gain money, property or "
            "work from any idea in this committee?"
        ),
        description=_l("Living nearby is not a conflict. Your answer is public."),
        choices=[SelectChoice("no", label=_l("No")), SelectChoice("yes", label=_l("Yes"))],
        validators=[InputRequired(_l("Choose yes or no"))],
    )
    interests = CheckboxesField(_l("From which ideas?"), validators=[Optional()])
    words = LineField(
        _l("What is the interest, in one line?"),
        description=_l("For example: my firm makes benches."),
        validators=[Length(max=200, message=_l("Use 200 characters or fewer"))],
    )

    def __init__(self, ideas: Sequence[IdeaRow], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interests.choices = [
            SelectChoice(str(row.idea.number), label=f"{row.idea.number}. {row.idea.title}")
            for row in ideas
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        if self.gain.data == "yes":
            if not self.interests.data:
                self.interests.errors = [_l("Choose the ideas")]
                good = False
            if not (self.words.data or "").strip():
                self.words.errors = [_l("Say in one line what the interest is")]
                good = False
        return good

    def chosen(self) -> dict[int, str]:
        """One line of words by idea number; empty for no interest."""
        if self.gain.data != "yes":
            return {}
        return {int(number): self.words.data for number in self.interests.data}


def _own_committees(actor: Actor) -> list[tuple[Round, Committee]]:
    wanted = []
    for scope in actor.scopes("delegate"):
        kind, _colon, rest = scope.partition(":")
        round_slug, _slash, committee_slug = rest.partition("/")
        if kind == "committee":
            wanted.append((round_slug, committee_slug))
    return committees_by_slugs(db.session(), wanted)


@bp.route("/desk/delegate")
@staff("delegate")
def index() -> ResponseReturnValue:
    """Leads to the newest committee of the delegate; its page leads to the others."""
    own = _own_committees(require_actor())
    if not own:
        raise NotFound("committee.not_found")
    round_, held = max(own, key=lambda each: each[0].opens_at)
    return redirect(url_for("delegate.show", slug=round_.slug, committee_slug=held.slug))


@bp.route("/desk/delegate/<slug>/committees/<committee_slug>")
@staff("delegate")
def show(slug: str, committee_slug: str) -> ResponseReturnValue:
    round_, held, actor = delegates_place(slug, committee_slug)
    if asked := must_declare(round_, held, actor):
        return asked
    session, now = db.session(), request_now()
    today = request_today()
    wanted = desk.DeskFilter(
        show=request.args.get("show", "all"), area=request.args.get("area", "")
    )
    of = of_committee(session, held)
    numbers = {name: request.args.get(name, 1, type=whole) for name in ("page", "proposals")}
    page, rest = proposals_at_committee(session, of, wanted=numbers["proposals"])
    rows = overviews([*page.rows, *rest], round_)
    proposals = page.showing(rows[: len(page.rows)])
    strength = strengths(session, [(round_, held)], now=now)[0]
    ideas = desk.desk_ideas(
        session, of, wanted, account_id=actor.account_id or 0, page=numbers["page"]
    )
    at = {"page": ideas.number, "proposals": proposals.number}
    dates = [
        (round_.ideas_close_at, _("Ideas close")),
        (round_.review_close_at, _("The committee has decided every proposal")),
        (round_.opens_at, _("Voting opens")),
        (round_.closes_at, _("Voting closes")),
    ]
    return render_template(
        "review/desk_delegate.html",
        round=round_,
        committee=held,
        now=now,
        today=today,
        members=strength.members,
        strength=strength,
        act=next_act(strength),
        others=[each for each in _own_committees(require_actor()) if each[1].id != held.id],
        to_do=_to_do(of, round_, rows, actor.account_id),
        ideas=ideas,
        page_url=partial(_page_url, round_, held, wanted, at, "page"),
        leaving=leaving_ideas(session, [row.idea.id for row in ideas.rows]),
        wanted=wanted,
        of_areas=[("", _("All areas")), *((area.slug, area.name) for area in areas(session))],
        days=[(day_month(at), words) for at, words in dates],
        next_day=1 + sum(at <= now for at, _words in dates),
        proposals=proposals,
        proposals_url=partial(_page_url, round_, held, wanted, at, "proposals"),
        stands=stands_of(session, proposals.rows, now),
        url_of=url_of_row,
        me=actor.account_id,
    )


def _to_do(
    of: OfCommittee, round_: Round, rows: Sequence[ProposalOverview], account_id: int | None
) -> list[desk.CommitteeTask]:
    session = db.session()
    return desk.to_do(
        session,
        of,
        round_,
        sorted(rows, key=lambda each: each.row.proposal.number),
        now=request_now(),
        today=request_today(),
        confirming=to_confirm(session, of.committee.id, account_id or 0),
        wanted=wishes_of_committee(session, of.committee.id, but=account_id),
    )


def _page_url(
    round_: Round,
    held: Committee,
    wanted: desk.DeskFilter,
    at: Mapping[str, int],
    name: str,
    number: int,
) -> str:
    """Another page of one of the two lists; the other stays where it is."""
    numbers = {**at, name: number}
    proposals = numbers["proposals"]
    return url_for(
        "delegate.show",
        slug=round_.slug,
        committee_slug=held.slug,
        page=numbers["page"],
        show=wanted.show,
        area=wanted.area,
        proposals=proposals if proposals > 1 else None,
    )


@bp.route("/desk/delegate/<slug>/committees/<committee_slug>/ideas", methods=["POST"])
@staff("delegate")
def act(slug: str, committee_slug: str) -> ResponseReturnValue:
    """One press in the table: claim this idea, or write a proposal from those that are ticked."""
    round_, held, actor = delegates_place(slug, committee_slug)
    here = url_for("delegate.show", slug=slug, committee_slug=committee_slug)
    claimed = request.form.get("claim", type=whole)
    if claimed is None:
        if refusal := refuse_to_write(actor, round_, held, None):
            flash(message_for(refusal), "warning")
            return redirect(here + "#ideas")
        ticked = request.form.getlist("idea", type=whole)
        if not ticked:
            flash(_("Tick at least one idea that your committee has claimed."), "warning")
            return redirect(here + "#ideas")
        return redirect(
            url_for("writing.create", slug=slug, committee_slug=committee_slug, idea=ticked)
        )
    idea_id = idea_by_number(db.session(), round_.id, claimed).id
    committee_id = held.id

    def claim(session: Session) -> None:
        services.claim_idea(
            session, actor=actor, idea_id=idea_id, committee_id=committee_id, now=request_now()
        )

    def refuse(refusal: DomainError) -> None:
        flash(message_for(refusal), "warning")

    told = _("Your committee has idea %(number)s. Its author is told.", number=claimed)
    then = Then(here + "#ideas", told)
    answer = post(Form(), claim, then, refusals=DomainError, refuse=refuse)
    return answer or redirect(here + "#ideas")


@bp.route("/desk/delegate/<slug>/committees/<committee_slug>/interests", methods=["GET", "POST"])
@staff("delegate")
def interests(slug: str, committee_slug: str) -> ResponseReturnValue:
    """The question that comes before every other act."""
    round_, held, actor = delegates_place(slug, committee_slug)
    session = db.session()
    wanted = request.args.get("page", 1, type=whole)
    ideas = desk.declarable_ideas(session, held, wanted=wanted)
    # What was ticked may have gone to another page since, while others claimed ideas.
    ticked = request.form.getlist("interests", type=whole)[: desk.DECLARABLE]
    moved = set(ticked) - {row.idea.number for row in ideas.rows}
    form = InterestsForm([*ideas.rows, *desk.declarable_of(session, held, moved)])
    committee_id = held.id

    def declare(writing: Session) -> None:
        services.declare_interests(
            writing,
            actor=actor,
            committee_id=committee_id,
            interests=form.chosen(),
            now=request_now(),
        )

    desk_page = url_for("delegate.show", slug=slug, committee_slug=committee_slug)
    if answer := post(form, declare, Then(desk_page, _("Your declaration is public now."))):
        return answer
    own = [
        each for each in queries.interests(session, held.id) if each.account_id == actor.account_id
    ]
    page = render_template(
        "review/interests.html",
        round=round_,
        committee=held,
        form=form,
        own=own,
        ideas=ideas,
        page_url=lambda number: url_for(
            "delegate.interests", slug=slug, committee_slug=committee_slug, page=number
        ),
    )
    return page, form.status
