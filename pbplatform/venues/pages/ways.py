"""A facilitator says how people can vote in a round. Source: docs/rules/paper.md section 1."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField
from wtforms.validators import Optional

from pbplatform.core.db import db
from pbplatform.rounds.pages.setting_up import round_of_desk
from pbplatform.venues.kinds import Exclusion
from pbplatform.venues.pages.blueprint import bp
from pbplatform.venues.policies import refuse_to_say_ways
from pbplatform.venues.queries.ways import ways_of
from pbplatform.venues.services.ways import Ways, say_ways
from pbplatform.venues.words.ways import EXCLUSIONS
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import DayField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.refusals import message_for
from pbplatform.web.sentences import gettext as _


class WaysForm(ConfirmForm):
    fact_names = {
        "paper": _l("Votes on paper"),
        "kiosk": _l("Screens at voting places"),
        "helped": _l("Help with a witness"),
        "papers_kept_until": _l("Papers are kept until"),
    }

    paper = RadioField(
        _l("Does this round take votes on paper?"), choices=choices_of(EXCLUSIONS.items())
    )
    papers_kept_until = DayField(
        _l("Until when are the papers kept?"),
        description=_l("Only with paper. Two people destroy the papers after that day."),
        validators=[Optional()],
    )
    kiosk = BooleanField(_l("A screen for voting stands at voting places"))
    helped = BooleanField(_l("People can vote with help, with a witness beside them"))


@bp.route("/desk/facilitator/rounds/<slug>/ways", methods=["GET", "POST"])
@staff("facilitator")
def ways(slug: str) -> ResponseReturnValue:
    """Paper, screens and help: said until the freeze."""
    round_, actor = round_of_desk(slug)
    round_id, stands = round_.id, Ways.of(ways_of(db.session(), round_.id))
    form = WaysForm(
        data={
            "paper": str(stands.paper),
            "papers_kept_until": stands.papers_kept_until,
            "kiosk": stands.kiosk,
            "helped": stands.helped,
        }
    )

    def say(session: Session) -> None:
        said = Ways(
            Exclusion(form.paper.data or ""),
            bool(form.kiosk.data),
            bool(form.helped.data),
            form.papers_kept_until.data,
        )
        seen = form.seen.data or ""
        say_ways(session, actor=actor, round_id=round_id, ways=said, seen=seen, now=request_now())

    then = Then(url_for(".ways", slug=slug), _("This is how people can vote in this round."))
    if answer := post(form, say, then):
        return answer
    form.carry(stands.facts)
    refusal = refuse_to_say_ways(actor, round_)
    page = render_template(
        "venues/ways.html",
        form=form,
        round=round_,
        stands=stands,
        rule=EXCLUSIONS[stands.paper],
        why_not=message_for(refusal) if refusal else "",
    )
    return page, form.status
