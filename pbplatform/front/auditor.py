"""The auditor's desk: what waits for them, what they can check, what changed since they looked.

Source: docs/rules/accounts.md section 10.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import AuditorLook
from pbplatform.audit import queries as audit
from pbplatform.audit.models import SITE
from pbplatform.audit.queries.marks import LogMarks, Mark, look
from pbplatform.core.actor import PLACE, Actor
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.paging import page_of
from pbplatform.core.reading_once import reading_once
from pbplatform.core.whole import whole
from pbplatform.front.forms import LookForm
from pbplatform.front.log_words import line_of, log_names
from pbplatform.front.two_people import waiting_for
from pbplatform.moderation.queries.desk import waiting_looks
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.rounds.words.status import state_name
from pbplatform.voting import queries as voting
from pbplatform.voting.queries.box import Reconciliation, reconcile
from pbplatform.voting.queries.checks import round_findings
from pbplatform.web.app import no_store
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _

bp = Blueprint("auditor", __name__)
NEWEST = 20
ROUNDS_PER_PAGE = 10


@dataclass(frozen=True)
class RoundToCheck:
    """A round as the auditor sees it.

    Attributes:
        frozen: first letters of the frozen definition's hash; empty before the freeze.
        opened: the hash of the public list of votes; empty before the opening.
    """

    round: Round
    counts: Reconciliation
    frozen: str
    opened: str


@bp.route("/desk/auditor")
@staff("auditor")
def desk() -> ResponseReturnValue:
    """Nothing here changes anything but how far this person has looked."""
    with reading_once(db.session()):
        return _desk()


def _desk() -> ResponseReturnValue:
    actor, now, session = require_actor(), request_now(), db.session()
    waiting = waiting_for(session, actor)
    last = session.get(AuditorLook, actor.account_id)
    size = audit.size(session, log=SITE)
    known = last.entries if last else 0
    names = log_names(session)
    fresh = audit.entries(session, newest=NEWEST)
    wanted = request.args.get("page", 1, type=whole)
    rounds_page = page_of(_rounds_of(actor), wanted=wanted, size=ROUNDS_PER_PAGE)
    page = render_template(
        "desk/auditor.html",
        mine=[each for each in waiting if not each.mine and not each.why_not],
        others=[each for each in waiting if each.mine or each.why_not],
        looks=waiting_looks(session, actor, now=now, today=request_today()),
        last=last,
        size=size,
        new=size - known,
        lines=[
            line_of(entry, names) for entry in fresh if last is None or entry.idx >= last.entries
        ],
        own_role=_own_role(session, actor),
        rounds=[_to_check(session, each) for each in rounds_page.rows],
        rounds_page=rounds_page,
        page_url=lambda number: url_for(".desk", page=number),
        state_name=state_name,
        now=now,
    )
    return no_store((page, 200))


def _own_role(session: Session, actor: Actor) -> accounts.Holder | None:
    """This person's longest role as auditor."""
    held = accounts.holders(
        session, now=request_now(), role=Role.AUDITOR, account_id=actor.account_id
    )
    return max(held, key=lambda each: each.expires_at, default=None)


def _rounds_of(actor: Actor) -> list[Round]:
    return [
        round_
        for round_ in rounds.published_rounds(db.session())
        if actor.holds(Role.AUDITOR, round_.scope)
    ]


def _to_check(session: Session, round_: Round) -> RoundToCheck:
    frozen = voting.definition_hash(session, round_.id)
    return RoundToCheck(
        round=round_,
        counts=reconcile(session, round_.id),
        frozen=frozen[:16],
        opened=voting.published_list_hash(session, round_.id)[:16] if round_.counted_at else "",
    )


@bp.route("/desk/auditor/looked", methods=["GET", "POST"])
@staff("auditor")
def looked() -> ResponseReturnValue:
    """Write down, in public, up to which entry this person has looked."""
    actor, form = require_actor(), LookForm()
    own = actor.acting_over(Role.AUDITOR, PLACE)

    def write_down(session: Session) -> None:
        entries = int(form.entries.data or 0)
        services.note_look(session, actor=own, entries=entries, now=request_now())

    told = Then(url_for(".desk"), _("Noted. The next time you see what came after."))
    if answer := post(form, write_down, told):
        return answer
    form.entries.data = form.entries.data or str(audit.size(db.session(), log=SITE))
    page = render_template("desk/auditor_looked.html", form=form, entries=int(form.entries.data))
    return no_store((page, form.status))


@bp.route("/desk/auditor/log")
@staff("auditor")
def check_log() -> ResponseReturnValue:
    """Read the whole log of the site, and compare it with what this machine saw before."""
    seen = LogMarks(current_app.extensions["settings"].key_dir).read()
    mark, finding = look(db.session(), SITE, seen.get(SITE, Mark()))
    page = render_template(
        "desk/auditor_check.html",
        title=_("The public log, checked now"),
        findings=[message_for(finding)] if finding else [],
        mark=mark,
        seen=seen.get(SITE),
        round=None,
    )
    return no_store((page, 200))


@bp.route("/desk/auditor/rounds/<slug>")
@staff("auditor")
def check_round(slug: str) -> ResponseReturnValue:
    """Everything the program can compare in a round's vote, done now."""
    actor, session = require_actor(), db.session()
    round_ = rounds.round_by_slug(session, slug)
    if not actor.holds(Role.AUDITOR, round_.scope) or round_ not in _rounds_of(actor):
        raise NotFound("page.not_found")
    seen = LogMarks(current_app.extensions["settings"].key_dir).read()
    found = round_findings(session, round_) if round_.frozen_at else []
    mark = None
    if round_.frozen_at:
        mark, finding = look(session, round_.path, seen.get(round_.path, Mark()))
        found = [*found, *([finding] if finding else [])]
    page = render_template(
        "desk/auditor_check.html",
        title=_("The vote, checked now"),
        findings=[message_for(each) for each in found],
        mark=mark,
        seen=seen.get(round_.path),
        round=_to_check(session, round_),
    )
    return no_store((page, 200))
