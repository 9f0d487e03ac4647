"""Opening a box away from the server: its closed votes to take, and the hash that trustees type.

What is brought back stays in the memory of one request. Source: docs/rules/trustees.md 4 and 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer
from wtforms import BooleanField
from wtforms.validators import InputRequired, Length

from pbplatform.accounts.kinds import Role
from pbplatform.audit.domain.bundle import zipped
from pbplatform.core.actor import SYSTEM, Actor
from pbplatform.core.confirmation import Fact
from pbplatform.core.db import db
from pbplatform.results.jobs import ceremony
from pbplatform.results.pages.desk import MOST_ENVELOPES_BY_PAGE
from pbplatform.results.queries.export import export_parts
from pbplatform.rounds.domain.oddities import facts_of
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.queries import confirmations, frozen_trustees, trustees_signed_in
from pbplatform.voting.domain.opened_file import in_groups
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.looking import LookForm
from pbplatform.voting.pages.page_parts import key_store
from pbplatform.voting.policies import refuse_box_not_ready, refuse_to_take_export
from pbplatform.voting.queries import lot_number
from pbplatform.voting.queries.box import reconcile
from pbplatform.voting.queries.oddities import odd_before_opening
from pbplatform.voting.services.bringing import Brought
from pbplatform.voting.services.confirming_list import (
    Typed,
    confirm_list,
    facts_of_confirming,
    take_list_back,
)
from pbplatform.voting.services.exporting import as_reader, take_export
from pbplatform.voting.words.oddities import fact_in_words, fact_names, odd_groups
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.large_uploads import takes_in_memory
from pbplatform.web.posting import Then, post, post_slowly, with_changes
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _
from pbplatform.web.streaming import while_sent

bp = Blueprint("results_away", __name__, url_prefix="/rounds/<slug>/trustees")
MOST_BYTES = 20 * 1024 * 1024
COMMAND = "pbplatform trustees open {slug}-closed-votes.zip --out opened"


class ListForm(LookForm):
    """The hash of an opened list; from the last one needed also the file."""

    typed = LineField(
        _l("The hash of the list"),
        description=_l("As on your paper: 16 groups of four. Blanks and capitals do not matter."),
        validators=[
            InputRequired(_l("Type the hash that the program printed")),
            Length(max=200, message=_l("This is longer than a hash")),
        ],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    differs = BooleanField(_l("Another trustee typed another hash, and mine is right"))
    file = FileField(
        _l("The file opened.json"),
        description=_l("Only the last one who is needed has to bring it. With it the box opens."),
    )
    early = BooleanField(_l("I know that it is before the promised hour"))


class BackForm(Form):
    """One button."""


@bp.route("/opening", methods=["GET", "POST"])
@signed_in
@takes_in_memory(MOST_BYTES)
def opening(slug: str) -> ResponseReturnValue:
    """Take the closed votes, type the hash of the list, and bring it."""
    session, actor = db.session(), require_actor()
    round_ = public_round(session, slug)
    number = _refuse_others(session, actor, round_)
    dealt = frozen_trustees(session, round_.id)
    form = _form(round_, confirmations(session, round_.id), number)
    asks = number is not None and form.is_submitted()
    if dealt is not None and asks and (answer := _confirm(round_, dealt, form)):
        return answer
    return _page(slug, form)


def _confirm(round_: Round, dealt: Dealt, form: ListForm) -> Answer | None:
    """What was typed, and perhaps brought: written down, or the box is open."""
    slug, currency, account_id = round_.slug, round_.currency, require_actor().account_id
    facts = _facts(round_)
    typed = Typed(
        text=form.typed.data or "",
        differs=bool(form.differs and form.differs.data),
        early=bool(form.early and form.early.data),
        seen=form.seen.data or "",
        facts=facts,
    )
    # Who opens is the trustee; that it is counted then is nobody's own act.
    told = ceremony.Ceremony(round_.id, SYSTEM, key_store(), act_now, MOST_ENVELOPES_BY_PAGE)

    def confirm(writing: Session, brought: Brought | None, by_command: bool) -> bool:
        return confirm_list(
            writing,
            account_id=account_id,
            round_id=told.round_id,
            typed=typed,
            brought=brought,
            by_command=by_command,
            now=act_now(writing),
        )

    def work() -> bool:
        sent = form.file.data
        raw = sent.read(MOST_BYTES + 1) if sent else None
        return ceremony.confirm_and_count(told, raw or None, confirm)

    def then(opened: bool) -> Then:
        if opened:
            said = _("The box is open and counted. Everybody can see the result.")
            return Then(f"/rounds/{slug}/results", said)
        return Then(url_for(".opening", slug=slug), _("Your hash is written down, in public."))

    names = {
        "envelopes": _("Votes in the box"),
        "results_at": _("The promised hour"),
        **{f"typed {n}": name for n, name in enumerate(dealt.names, 1)},
        **fact_names(),
    }

    def say(name: str, text: str) -> str:
        return fact_in_words(name, text, currency) if name.startswith("odd ") else text

    in_words = with_changes(form, lambda _changed: names, say)
    return post_slowly(form, work, then, refuse=in_words)


@bp.route("/opening/back", methods=["POST"])
@signed_in
def take_back(slug: str) -> ResponseReturnValue:
    """Take back the hash that one typed."""
    round_, account_id = public_round(db.session(), slug), require_actor().account_id
    round_id, form = round_.id, BackForm()

    def do(writing: Session) -> None:
        take_list_back(writing, account_id=account_id, round_id=round_id, now=act_now(writing))

    said = _("Your hash is taken back. The public log says so.")
    if answer := post(form, do, Then(url_for(".opening", slug=slug), said)):
        return answer
    if form.refused is not None:
        raise form.refused
    return _page(slug, None)


@bp.route("/export", methods=["POST"])
@signed_in
def export(slug: str) -> ResponseReturnValue:
    """The closed votes, for trustees and auditors alone; that they were taken is in the log."""
    round_, actor, form = public_round(db.session(), slug), require_actor(), BackForm()
    round_id = round_.id

    def do(writing: Session) -> None:
        take_export(writing, actor=actor, round_id=round_id, now=act_now(writing))

    if answer := post(form, do, lambda _done: _file(slug, round_id)):
        return answer
    if form.refused is not None:
        raise form.refused
    return _page(slug, None)


def _file(slug: str, round_id: int) -> Response:
    """The closed votes, made while they are sent; nothing of the request's session is used."""

    def pieces() -> Iterator[bytes]:
        session = db.session()  # of the answer, and given back with it
        yield from zipped(export_parts(session, session.get_one(Round, round_id)))

    answer = Response(while_sent(pieces()), mimetype="application/zip")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-closed-votes.zip"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refuse_others(session: Session, actor: Actor, round_: Round) -> int | None:
    """The number of the reader's share; None for an auditor.

    Raises:
        NotAllowed: neither of them.
        Conflict: the votes are not separated yet.
    """
    links = trustees_signed_in(session, round_.id)
    signs_in = actor.account_id in links
    refusal = refuse_to_take_export(as_reader(actor, round_), round_, signs_in=signs_in)
    if refusal is not None and refusal.code != "trustees.key_gone":
        raise refusal
    return links.get(actor.account_id)


def _facts(round_: Round) -> dict[str, Fact]:
    session = db.session()
    return {
        "results_at": round_.results_at,
        "envelopes": reconcile(session, round_.id).envelopes,
        **facts_of(odd_before_opening(session, round_)),
    }


def _form(round_: Round, stands: Mapping[int, bytes], number: int | None) -> ListForm:
    """Asked is only what there is to ask."""
    form = ListForm()
    form.ask_about(odd_before_opening(db.session(), round_) if round_.opened_at is None else [])
    if request_now() >= round_.results_at:
        del form.early
    if not set(stands) - {number}:
        del form.differs
    return form


def _page(slug: str, sent: ListForm | None) -> ResponseReturnValue:
    session, actor = db.session(), require_actor()
    round_ = public_round(session, slug)
    number = _refuse_others(session, actor, round_)
    dealt, stands = frozen_trustees(session, round_.id), confirmations(session, round_.id)
    lot = lot_number(session, round_.id)
    not_ready = refuse_box_not_ready(round_, lot_confirmed=lot is not None and lot.confirmed)
    odd = odd_before_opening(session, round_) if not_ready is None else []
    form = sent or _form(round_, stands, number)
    if dealt is not None and not_ready is None:
        form.carry(facts_of_confirming(dealt, stands, _facts(round_)))
    no_export = refuse_to_take_export(as_reader(actor, round_), round_, signs_in=number is not None)
    held = reconcile(session, round_.id).envelopes
    page = render_template(
        "results/opening_away.html",
        form=form,
        round=round_,
        dealt=dealt,
        number=number,
        is_auditor=actor.holds(Role.AUDITOR, round_.scope),
        typed=[(dealt.names[n - 1], in_groups(digest), n == number) for n, digest in stands.items()]
        if dealt
        else [],
        differ=len(set(stands.values())) > 1,
        mine=number in stands,
        shows_typed=number is None or number in stands,  # nobody copies what another typed
        held=held,
        by_command=held > MOST_ENVELOPES_BY_PAGE,
        not_ready=message_for(not_ready) if not_ready else "",
        no_export=message_for(no_export) if no_export else "",
        odd=odd_groups(odd, round_.currency),
        before_hour=request_now() < round_.results_at,
        command=COMMAND.format(slug=round_.slug),
        sent=request.method == "POST",
    )
    return no_store((page, form.status))
