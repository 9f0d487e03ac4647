"""Voting: choose, show you can vote, check, cast. Every page works without scripts."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, TooMany
from pbplatform.core.transaction import NoTurn, transaction
from pbplatform.rounds.domain.ballots import Ballot
from pbplatform.rounds.kinds import Phase
from pbplatform.rounds.words.rule import beyond_the_fund, rule_sentences
from pbplatform.rounds.words.status import state_sentence
from pbplatform.voting import queries
from pbplatform.voting.domain.one_length import one_length
from pbplatform.voting.domain.sealed_words import Draft, Slip
from pbplatform.voting.domain.sealing import new_tracker
from pbplatform.voting.pages.bill import bill_rows
from pbplatform.voting.pages.earlier import earlier_of, earlier_vote, may_be_in_box, paper_reader
from pbplatform.voting.pages.forms import CastForm, ChooseForm, CodeForm, vote_sent
from pbplatform.voting.pages.limits import wrong_code_too_often
from pbplatform.voting.pages.page_parts import (
    COOKIE,
    ORDERS,
    BallotPage,
    ballot_as_judged,
    ballot_page,
    ballot_to_cast,
    forget_draft,
    keep_draft,
    read_draft,
    sealed_words,
    votes_once,
)
from pbplatform.voting.pages.promising import let_browser_keep, receipt_of, shown
from pbplatform.voting.pages.proving import voter_of_code
from pbplatform.voting.pages.putting_in import put_in_box
from pbplatform.voting.pages.receipt_page import receipt_page
from pbplatform.voting.pages.receipts import (
    give_ticket,
    hash_of,
    is_in_box,
    may_see_again,
    take_ticket,
    ticket_of_browser,
)
from pbplatform.voting.policies import refuse_to_cast
from pbplatform.voting.queries.on_paper import PaperVoter
from pbplatform.voting.services.cast import RoundChanged
from pbplatform.voting.services.roll import (
    Voter,
    link_account,
    voter_of_account,
)
from pbplatform.web.app import came_from_here, no_store, on_csrf_error, on_domain_error
from pbplatform.web.clock import request_now
from pbplatform.web.database_away import RETRY_SECONDS
from pbplatform.web.guards import current_actor, public_not_shared
from pbplatform.web.refusals import message_for

bp = Blueprint("voting", __name__)


def _not_open(ballot: BallotPage) -> Response | None:
    """The page that says why one cannot vote now, or None."""
    refusal = refuse_to_cast(ballot.round_, request_now())
    if refusal is None:
        return None
    page = render_template(
        "voting/not_open.html",
        round=ballot.round_,
        phase=ballot.round_.phase(request_now()),
        phases=Phase,
        now=request_now(),
        state_sentence=state_sentence,
        earlier=earlier_vote(ballot, read_draft(ballot).voter_no),
        on_paper=paper_reader(ballot, read_draft(ballot).voter_no),
    )
    return no_store((page, 409 if request.method == "POST" else 200))


@bp.route("/rounds/<slug>/vote", methods=["GET", "POST"])
@public_not_shared("one voter's choices and codes")
def choose(slug: str) -> ResponseReturnValue:
    order = request.args.get("order", "shuffled")
    ballot = ballot_page(slug, order if order in ORDERS else "shuffled")
    if shut := _not_open(ballot):
        return shut
    draft = read_draft(ballot)
    form = ChooseForm(numbers=sorted(ballot.numbers), kept=draft.ballot)
    if form.validate_on_submit():
        here = request.form.get("here") == "1"
        draft = replace(draft, ballot=ballot.kind.from_form([] if here else form.marks), here=here)
        try:
            return _keep_choices(ballot, draft)
        except Conflict as conflict:
            form.refuse(conflict)
    if "stale_form" in g:
        form.refuse_as_too_old("vote.form_too_old")
    rule, earlier = ballot.round_.counting_rule, earlier_of(ballot, draft)

    def render(vote: Ballot) -> str:
        return render_template(
            "voting/choose.html", form=form, ballot=ballot, vote=vote,
            order=order, round=ballot.round_, server_seals=request.args.get("seal") == "server",
            earlier=earlier, beyond=beyond_the_fund(rule), total=ballot.cost_minor(vote),
            counting=rule_sentences(rule, ballot.round_.currency),
        )  # fmt: skip

    shown = ballot.kind.from_form(ballot.standing(form.marks))
    page = one_length(render, shown, ballot.fullest)
    return no_store((page, form.status))


@bp.route("/rounds/<slug>/vote/forget", methods=["POST"])
@public_not_shared("one voter's choices and codes")
def forget(slug: str) -> ResponseReturnValue:
    """“Forget my choices”: the form has none in it, and this browser keeps nothing afterwards."""
    response = redirect(url_for(".choose", slug=ballot_page(slug).round_.slug))
    forget_draft(response, slug)
    return no_store(response)


def _keep_choices(ballot: BallotPage, draft: Draft) -> ResponseReturnValue:
    """Remember the choices in the browser, then go where the pressed button leads."""
    round_, now = ballot.round_, request_now()
    order = request.form.get("order")
    going_on = order not in ORDERS and request.form.get("action") != "update"
    ballot.check(draft.ballot, unfinished=not going_on)
    step = ".choose"
    if going_on:
        step = ".check" if draft.has_proof(now) else ".eligibility"
    anchor = None if going_on else "budget"
    response = redirect(
        url_for(step, slug=round_.slug, _anchor=anchor, order=order or request.args.get("order"))
        if step == ".choose"
        else url_for(step, slug=round_.slug)
    )
    keep_draft(response, ballot, draft, now)
    return no_store(response)


@bp.route("/rounds/<slug>/vote/eligibility", methods=["GET", "POST"])
@public_not_shared("one voter's choices and codes")
def eligibility(slug: str) -> ResponseReturnValue:
    ballot = ballot_page(slug)
    if shut := _not_open(ballot):
        return shut
    actor, draft, form = current_actor(), read_draft(ballot), CodeForm()
    linked = actor and voter_of_account(
        db.session(), round_id=ballot.round_.id, account_id=actor.account_id
    )
    own = request.method == "POST" and request.form.get("action") == "signed-in"
    too_often: TooMany | None = None
    on_paper = paper_reader(ballot, 0)
    if linked and own and not on_paper and "stale_form" not in g:
        return _proved(ballot, draft, linked)
    if not own and form.validate_on_submit():
        try:
            voter = voter_of_code(ballot, form.code.data)
        except Conflict as conflict:
            too_often = wrong_code_too_often()
            form.refuse(too_often or conflict)
            if not too_often and conflict.code == "roll.votes_on_paper":
                on_paper = PaperVoter(ballot.round_, int(str(conflict.params["voter"])))
        else:
            if actor and form.remember.data:
                with transaction() as session:
                    link_account(
                        session,
                        round_id=ballot.round_.id,
                        account_id=actor.account_id,
                        voter=voter,
                    )
            return _proved(ballot, draft, voter)
    elif request.method == "GET" and (prefill := current_app.extensions.get("letter_code")):
        form.code.data = prefill(slug)  # the demonstration fills in its person's own letter
    if "stale_form" in g:
        form.refuse_as_too_old("vote.code_form_too_old")
    page = render_template(
        "voting/eligibility.html", form=form, round=ballot.round_, linked=bool(linked), actor=actor,
        draft=draft, earlier=earlier_of(ballot, draft), kept=COOKIE in request.cookies,
        on_paper=on_paper,
    )  # fmt: skip
    return no_store((page, too_often.status if too_often else form.status))


def _proved(ballot: BallotPage, draft: Draft, voter: Voter) -> ResponseReturnValue:
    now = request_now()
    response = redirect(url_for(".check", slug=ballot.round_.slug))
    proved = Draft(draft.ballot, voter.number, int(now.timestamp()), draft.here, voter.letter)
    keep_draft(response, ballot, proved, now)
    return no_store(response)


@bp.route("/rounds/<slug>/vote/check")
@public_not_shared("one voter's choices and codes")
def check(slug: str) -> ResponseReturnValue:
    """The last look; tracker and nonce are minted here and travel only in the form."""
    ballot, now = ballot_page(slug), request_now()
    if shut := _not_open(ballot):
        return shut
    draft = read_draft(ballot)
    if not draft.has_proof(now):
        return no_store(redirect(url_for(".eligibility", slug=slug)))
    try:
        ballot.check(draft.ballot)
    except Conflict:
        return no_store(redirect(url_for(".choose", slug=slug)))
    held = queries.live_hash(db.session(), round_id=ballot.round_.id, voter_no=draft.voter_no)
    ticket = ticket_of_browser()
    slip = Slip(
        voter_no=draft.voter_no,
        ballot=draft.ballot,
        tracker="" if draft.here else new_tracker(),
        nonce=secrets.token_hex(16),
        expected=(held or b"").hex(),
        made_at=int(now.timestamp()),
        letter=draft.letter,
        ticket=hash_of(ticket),
    )
    form = CastForm(formdata=None, slip=sealed_words(ballot).write_slip(slip, ballot.terms))
    show = _check_here if draft.here else _check_there
    response = no_store(show(ballot, form, draft, has_vote=bool(held)))
    give_ticket(response, slug, ticket)
    return response


def _check_there(ballot: BallotPage, form: CastForm, draft: Draft, *, has_vote: bool) -> Response:
    """The last look where our server seals."""
    beyond, once = beyond_the_fund(ballot.round_.counting_rule), votes_once(ballot, draft)

    def render(vote: Ballot) -> str:
        chosen = ballot.chosen(vote.numbers)
        return render_template(
            "voting/check.html", form=form, round=ballot.round_, chosen=chosen, has_vote=has_vote,
            total=ballot.cost_minor(vote), beyond=beyond, once=once, vote=vote,
            rows=bill_rows(ballot.round_, chosen),
        )  # fmt: skip

    return make_response(one_length(render, draft.ballot, ballot.fullest))


def _check_here(ballot: BallotPage, form: CastForm, draft: Draft, *, has_vote: bool) -> str:
    """The last look where the browser seals: every project, of which it shows its own choices."""
    key = queries.sealing_key(db.session(), ballot.round_)
    projects = ballot.chosen(ballot.numbers - ballot.withdrawn)
    return render_template(
        "voting/check_here.html",
        form=form,
        round=ballot.round_,
        ballot=ballot,
        rows=bill_rows(ballot.round_, projects),
        costs=[project.cost_minor for project in projects],
        key=base64.b64encode(key.public).decode(),
        info=base64.b64encode(key.info).decode(),
        size=key.size,
        kind=key.kind,
        has_vote=has_vote,
        once=votes_once(ballot, draft),
        beyond=beyond_the_fund(ballot.round_.counting_rule),
    )


@bp.route("/rounds/<slug>/vote/cast", methods=["POST"])
@public_not_shared("one voter's choices and codes")
def cast(slug: str) -> ResponseReturnValue:
    """Put the vote in the box; the same slip again shows the same receipt."""
    if "stale_form" in g:
        return _not_cast(ballot_to_cast(slug), None, form=CastForm(), too_old=True)
    if (judged := ballot_as_judged(slug)) is not None:
        with suppress(RoundChanged):
            return _cast(slug, judged)
    return _cast(slug, ballot_to_cast(slug))


def _cast(slug: str, ballot: BallotPage) -> ResponseReturnValue:
    now, sent = request_now(), vote_sent()
    slip = sealed_words(ballot).read_slip(sent[0]) if sent else None
    if ballot.judged and (slip is None or not slip.is_fresh(now)):
        raise RoundChanged
    if sent is None or slip is None or not (slip.is_fresh(now) or is_in_box(ballot, slip)):
        # Whoever waited past the close is not sent back to choose again.
        code = "vote.proof_too_old" if ballot.round_.is_open(now) else "vote.closed"
        return _not_cast(ballot, Conflict(code), form=None, slip=slip)
    try:
        vote = put_in_box(ballot, slip, sent[1])
    except (Conflict, TooMany) as refusal:
        return _not_cast(ballot, refusal, form=None, slip=slip)
    except NoTurn:
        current_app.logger.warning("no turn to put a vote in the box")
        return _not_cast(ballot_to_cast(slug), None, form=CastForm(), slip=slip)
    except OperationalError:
        current_app.logger.exception("a vote could not be put in the box")
        return _not_cast(ballot_to_cast(slug), None, form=CastForm(), slip=slip)
    if vote.repeated and not may_see_again(slip):
        return no_store(render_template("voting/receipt_closed.html", round=ballot.round_))
    g.vote_cast = not vote.repeated  # a higher slice counts how often help was used
    receipt = receipt_of(vote)
    page = receipt_page(ballot.round_, slip, vote, shown(receipt, slip.tracker))
    response = no_store(make_response(page))
    forget_draft(response, slug)
    let_browser_keep(response, receipt)
    return response


@bp.route("/rounds/<slug>/vote/done", methods=["POST"])
@public_not_shared("one voter's choices and codes")
def done(slug: str) -> ResponseReturnValue:
    """“Done”: from here this browser can show neither receipt nor choices again."""
    round_ = ballot_page(slug).round_
    response = no_store(redirect(f"/{round_.path}", 303))
    forget_draft(response, slug)
    take_ticket(response, slug)
    return response


@bp.errorhandler(CSRFError)
def on_stale_form(error: CSRFError) -> ResponseReturnValue:
    """A form that was open too long: its page again with all that was in it, for one more press.

    “Done” and “Forget” only take away, and do so. What another site sent is not repeated.
    """
    if not came_from_here():
        return on_csrf_error(error)
    g.stale_form = True
    views: dict[str, Callable[[str], ResponseReturnValue]] = {
        "voting.choose": choose,
        "voting.eligibility": eligibility,
        "voting.cast": cast,
        "voting.forget": forget,
        "voting.done": done,
    }
    view = views[request.endpoint or ""]
    try:
        return view((request.view_args or {})["slug"])
    except DomainError as refusal:
        return on_domain_error(refusal)


def _not_cast(
    ballot: BallotPage,
    refusal: Conflict | TooMany | None,
    *,
    form: CastForm | None,
    slip: Slip | None = None,
    too_old: bool = False,
) -> ResponseReturnValue:
    """Say that this vote is not in the box and why; when we failed, the same form can go again."""
    page = render_template(
        "voting/not_cast.html", round=ballot.round_, again=form, too_old=too_old,
        reason=message_for(refusal) if refusal else None,
        code=refusal.code if refusal else "",
        unknown=bool(slip and may_be_in_box(ballot, slip.voter_no)),
        earlier=earlier_vote(ballot, slip.voter_no if slip else 0),
    )  # fmt: skip
    response: Response = no_store((page, refusal.status if refusal else 400 if too_old else 503))
    if response.status_code == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if refusal is not None and refusal.code == "roll.letter_cancelled":
        unproved = replace(read_draft(ballot), voter_no=0)
        keep_draft(response, ballot, unproved, request_now())
    return response
