"""Two people end the key of a box. Source: docs/rules/ceremony.md section 10."""

from __future__ import annotations

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.accounts import queries as accounts
from pbplatform.accounts import services as two_people
from pbplatform.accounts.models import PairAct
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import require_same
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.reopening.pages.blueprint import bp
from pbplatform.reopening.pages.parts import box_part
from pbplatform.reopening.queries import key_end_of
from pbplatform.reopening.services.key_end import END_KEY, facts_of_key, refuse_key_end, to_end_key
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import public_round
from pbplatform.rounds.queries.locking import lock_round
from pbplatform.voting.jobs.act_clock import act_now
from pbplatform.voting.pages.page_parts import acting_in_round, key_store
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


class EndForm(ConfirmForm):
    """One button, and the key that the page showed."""

    fact_names = {
        "key_sha256": _l("Fingerprint of the key"),
        "envelopes": _l("Closed votes that nobody can open then"),
    }


COMMAND = "pbplatform urn destroy-key {slug}"


@bp.route("/desk/rounds/<slug>/box/key", methods=["GET", "POST"])
@staff("facilitator", "clerk", "auditor")
def end(slug: str) -> ResponseReturnValue:
    """The first press asks, the second, of the same key, decides."""
    session, form = db.session(), EndForm()
    round_ = public_round(session, slug)
    waiting = _waiting(session, round_)
    roles = ["auditor", "clerk", "facilitator"]
    if waiting is not None and waiting.asked_role == "auditor":
        roles = ["clerk", "facilitator", "auditor"]
    actor = acting_in_round(require_actor(), round_, *roles)
    round_id, seen = round_.id, form.seen.data or ""

    def act(writing: Session) -> bool:
        """Whether it is decided; else a second person is still needed."""
        locked, now = lock_round(writing, round_id), act_now(writing)
        require_same(seen, facts_of_key(writing, locked))
        asked = _waiting(writing, locked)
        if asked is not None and asked.asked_by != actor.account_id:
            digest = asked.facts_sha256.hex()
            two_people.confirm(writing, actor=actor, act_id=asked.id, seen=digest, now=now)
            return True
        asking = to_end_key(writing, locked)
        two_people.ask(writing, END_KEY, actor=actor, asked=asking, now=now)
        return False

    def then(decided: bool) -> Then:
        if decided:
            told = _("Decided. The key is destroyed within a minute, and the public log says so.")
            return Then(url_for(".end", slug=slug), told)
        told = _("You asked a second person. One of the two must be an auditor.")
        return Then(url_for(".end", slug=slug), told)

    if answer := post(form, act, then, refusals=DomainError):
        return answer
    return _page(slug, form, actor)


def _page(slug: str, form: EndForm, actor: ActorRef) -> ResponseReturnValue:
    session = db.session()
    round_ = public_round(session, slug)
    waiting = _waiting(session, round_)
    facts = facts_of_key(session, round_)
    form.carry(facts)
    refusal = refuse_key_end(session, round_, request_now())
    page = render_template(
        "reopening/key.html",
        round=round_,
        form=form,
        part=box_part(round_),
        end=key_end_of(session, round_.id),
        facts=facts,
        why_not=message_for(refusal) if refusal else "",
        mine=waiting is not None and waiting.asked_by == actor.account_id,
        asked_by=_asker(session, waiting),
        here=key_store().holds(slug),
        command=COMMAND.format(slug=slug),
        key_copy=current_app.extensions["settings"].key_copy,
        backup_days=current_app.extensions["settings"].backup_days,
    )
    return no_store((page, form.status))


def _waiting(session: Session, round_: Round) -> PairAct | None:
    """What one person asked for of this key, and nobody has answered; the newest."""
    found = accounts.waiting_acts(session, now=request_now())
    own = [act for act in found if (act.act, act.subject) == (END_KEY.name, round_.path)]
    return own[-1] if own else None


def _asker(session: Session, waiting: PairAct | None) -> str:
    if waiting is None:
        return ""
    return accounts.names_of(session, [waiting.asked_by])[waiting.asked_by]
