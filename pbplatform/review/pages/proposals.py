"""What everybody reads of proposals and committees."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from pbplatform.core.db import db
from pbplatform.core.text import beginning_of
from pbplatform.core.whole import whole
from pbplatform.proposals import queries as proposals
from pbplatform.proposals.domain.paths import proposal_path
from pbplatform.proposals.kinds import IdeaState, ProposalState
from pbplatform.proposals.models import Proposal
from pbplatform.proposals.pages.loading import moved, url_of_row
from pbplatform.proposals.queries.of_committee import of_committee, proposals_at_committee
from pbplatform.proposals.queries.pictures import with_pictures
from pbplatform.proposals.words.kinds import NOT_TAKEN_WORDS, PROPOSAL_STATE_WORDS
from pbplatform.proposals.words.outcomes import numbers_with, outcomes_to_choose
from pbplatform.proposals.words.relations import relation_rows
from pbplatform.review import queries
from pbplatform.review.pages.loading import one_overview, overviews
from pbplatform.review.queries.comments import comments_of, public_comments
from pbplatform.review.queries.conditions import conditions_of
from pbplatform.review.queries.rechecks import recheck_of
from pbplatform.review.queries.records import RecordRow, record_row
from pbplatform.review.queries.reopened import Wish, wish_to_reopen
from pbplatform.review.queries.scores import scores_of
from pbplatform.review.queries.story import Story, story_of
from pbplatform.review.queries.strength import strengths
from pbplatform.review.words.kinds import (
    CANNOT_WORDS,
    COMMENT_WORDS,
    HELD_WORDS,
    PART_WORDS,
    SURE_WORDS,
    VERDICT_WORDS,
)
from pbplatform.review.words.thread import stands_of
from pbplatform.review.words.votes import middle_words, present, vote_words
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.models import Committee, Round
from pbplatform.rounds.queries import committee, committee_scope, committees, public_round
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now
from pbplatform.web.guards import public, require_actor, signed_in
from pbplatform.web.sentences import gettext as _
from pbplatform.web.slices import next_act

bp = Blueprint("proposals", __name__)


@bp.route("/rounds/<slug>/proposals")
@public
def index(slug: str) -> ResponseReturnValue:
    """The list by number, in all states a list has."""
    round_ = public_round(db.session(), slug)
    wanted = {
        "committee": request.args.get("committee", ""),
        "state": request.args.get("state", ""),
    }
    try:
        shown = proposals.proposals_page(
            db.session(),
            round_.id,
            committee=wanted["committee"],
            state=wanted["state"],
            numbers=numbers_with(db.session(), round_, wanted["state"], request_now()),
            page=request.args.get("page", 1, type=whole),
        )
    except OperationalError:
        current_app.logger.exception("proposals of %s could not be read", slug)
        db.session.rollback()
        return render_template("review/proposals_error.html", round=round_), 503

    rows = overviews(list(shown.rows), round_)

    def page_url(page: int) -> str:
        return url_for(
            "proposals.index",
            slug=slug,
            page=page,
            committee=wanted["committee"] or None,
            state=wanted["state"] or None,
        )

    return render_template(
        "review/proposals.html",
        round=round_,
        now=request_now(),
        shown=shown,
        rows=rows,
        wanted=wanted,
        of_committees=[
            ("", _("All committees")),
            *((each.slug, each.name) for each in committees(db.session(), round_.id)),
        ],
        of_states=_states_to_choose(round_),
        stands=stands_of(db.session(), rows, request_now()),
        url_of=url_of_row,
        excerpt=beginning_of,
        page_url=page_url,
    )


def _states_to_choose(round_: Round) -> list[tuple[str, str]]:
    states = [(str(state), str(words)) for state, words in PROPOSAL_STATE_WORDS.items()]
    return [("", _("All proposals")), *states, *outcomes_to_choose(round_)]


@bp.route("/rounds/<slug>/proposals/<int:number>")
@bp.route("/rounds/<slug>/proposals/<int:number>-<decoration:words>")
@public
def show(slug: str, number: int) -> ResponseReturnValue:
    """Price and next actor first, then the text, the card, the story, the decision."""
    round_ = public_round(db.session(), slug)
    proposal = proposals.proposal_by_number(db.session(), round_.id, number)
    shown = one_overview(proposal, round_)
    if redirected := moved(url_of_row(slug, shown.row)):
        return redirected
    now = request_now()
    story = story_of(db.session(), shown, now=now)
    frozen = round_.frozen_at is not None and proposal.state == ProposalState.ON_BALLOT
    recheck = recheck_of(db.session(), proposal) if frozen else None
    return render_template(
        "review/proposal.html",
        round=round_,
        proposal=proposal,
        text=shown.row.now,
        row=shown.row,
        shown=shown,
        story=story,
        now=now,
        act=next_act(shown),
        pending=_pending(proposal),
        verdict_words=VERDICT_WORDS,
        cannot_words=CANNOT_WORDS,
        sure_words=SURE_WORDS,
        reason_words=NOT_TAKEN_WORDS,
        held_words=HELD_WORDS,
        recheck=recheck,
        recheck_act=next_act(recheck) if recheck else None,
        wish=_wish(proposal, round_, now),
        vote_words=vote_words,
        comments=public_comments(comments_of(db.session(), proposal.id), proposal),
        part_words=PART_WORDS,
        comment_words=COMMENT_WORDS,
        scores=scores_of(db.session(), round_, proposal, now),
        middle_words=middle_words,
        present=present,
        relation=_relation(story, shown),
        pictures=with_pictures(story.ideas),
        interests=_interests(story, proposal.committee_id),
        voting=round_.phase(now) is Phase.VOTING,
        text_path=proposal_path(round_.slug, proposal.number),
    )


@bp.route("/rounds/<slug>/proposals/<int:number>/yours")
@signed_in
def yours(slug: str, number: int) -> ResponseReturnValue:
    """Where a delegate of the committee goes on; others read whose proposal it is."""
    round_ = public_round(db.session(), slug)
    proposal = proposals.proposal_by_number(db.session(), round_.id, number)
    row = one_overview(proposal, round_).row
    scope = committee_scope(round_, row.committee)
    page = render_template(
        "review/your_proposal.html",
        round=round_,
        proposal=proposal,
        title=row.now.title,
        committee=row.committee,
        url=url_of_row(slug, row),
        is_facilitator=require_actor().holds("facilitator", round_.scope),
        is_delegate=require_actor().holds("delegate", scope),
    )
    return no_store(page)


@bp.app_context_processor
def _for_ballots() -> dict[str, object]:
    """What ballot and freeze show of this slice; read only by a page that asks."""
    return {"conditions_of": lambda round_: conditions_of(db.session(), round_.id)}


def _pending(proposal: Proposal) -> RecordRow | None:
    """A decision that is written down and does not stand yet; what is decided has none."""
    if proposal.state != ProposalState.WRITING:
        return None
    return record_row(db.session(), proposal.id)


def _wish(proposal: Proposal, round_: Round, now: datetime) -> Wish | None:
    """Who wants a decided proposal decided again; from the freeze on nobody can."""
    if proposal.state == ProposalState.WRITING or round_.frozen_at is not None:
        return None
    held = db.session.get_one(Committee, proposal.committee_id)
    return wish_to_reopen(db.session(), proposal, round_, held, now=now)


def _relation(story: Story, shown: queries.ProposalOverview) -> list[dict[str, str]]:
    """The card of the first idea that has one, with what delegates answer to it."""
    told = next((row.idea.relations for row in story.ideas if row.idea.relations), None)
    answers = {
        "breakers": shown.row.now.breakers_answer,
        "makers": shown.row.now.makers_answer,
    }
    return [{**row, "answer": answers.get(row["key"], "")} for row in relation_rows(told)]


def _interests(story: Story, committee_id: int) -> list[queries.DeclaredInterest]:
    numbers = {row.idea.number for row in story.ideas}
    return [each for each in queries.interests(db.session(), committee_id) if each.idea in numbers]


@bp.route("/rounds/<slug>/committees/<committee_slug>")
@public
def committee_page(slug: str, committee_slug: str) -> ResponseReturnValue:
    """Members, interests, what is open and late, decisions."""
    session, now = db.session(), request_now()
    round_ = public_round(db.session(), slug)
    found = committee(session, round_.id, committee_slug)
    of = of_committee(session, found)
    page, written = proposals_at_committee(
        session, of, wanted=request.args.get("page", 1, type=whole), decided=True
    )
    waiting = of.number_of_ideas(IdeaState.CLAIMED)
    rows = overviews([*page.rows, *written], round_)
    decided = page.showing(rows[: len(page.rows)])
    told = queries.declarations(session, found.id)
    strength = strengths(session, [(round_, found)], now=now)[0]
    return render_template(
        "review/committee.html",
        round=round_,
        committee=found,
        now=now,
        strength=strength,
        members=strength.members,
        act=next_act(strength),
        declared=told.when,
        interests=told.interests,
        unanswered=proposals.claimed_ideas(session, found.id) if waiting else [],
        open_rows=rows[len(page.rows) :],
        decided=decided,
        page_url=lambda number: url_for(
            ".committee_page", slug=slug, committee_slug=committee_slug, page=number
        ),
        decisions=queries.decisions_of(session, [row.proposal.id for row in page.rows]),
        stands=stands_of(session, rows, now),
        url_of=url_of_row,
    )
