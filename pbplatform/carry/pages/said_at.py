"""The author of an idea says at which meeting they said it."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from pbplatform.carry import queries, services
from pbplatform.carry.pages.blueprint import bp
from pbplatform.carry.policies import refuse_to_say_where
from pbplatform.core.db import db
from pbplatform.proposals.domain.paths import idea_path
from pbplatform.proposals.pages.loading import idea_of
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now
from pbplatform.web.guards import require_actor, signed_in
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import long_date
from pbplatform.web.sentences import gettext as _

NONE = "none"


class SaidAtForm(Form):
    meeting = RadioField(
        _l("At which meeting did you say it?"),
        choices=[],
        validators=[InputRequired(_l("Choose a meeting, or none"))],
    )


@bp.route("/rounds/<slug>/ideas/<int:number>/said-at", methods=["GET", "POST"])
@signed_in
def said_at(slug: str, number: int) -> ResponseReturnValue:
    """One of the meetings before the idea, or none of them."""
    session, actor = db.session(), require_actor().as_resident()
    round_, idea = idea_of(session, slug, number)
    if refusal := refuse_to_say_where(actor, idea, None):
        raise refusal
    found = queries.past_meetings(session, idea.sent_at)
    said = queries.meeting_of_idea(session, idea_path(round_.slug, idea.number))
    form = SaidAtForm(data={"meeting": str(said[0].id) if said else NONE})
    known = dict(found) if said is None else {said[0]: said[1], **dict(found)}
    form.meeting.choices = [
        *(
            SelectChoice(
                str(meeting.id),
                label=_("%(forum)s, %(day)s", forum=forum.name, day=long_date(meeting.day)),
            )
            for meeting, forum in known.items()
        ),
        SelectChoice(NONE, label=_("At none of these")),
    ]
    idea_id, here = idea.id, url_for("ideas.yours", slug=slug, number=number)

    def act(writing: Session) -> None:
        chosen = form.meeting.data
        meeting_id = None if chosen == NONE else int(chosen)
        services.say_where(
            writing, actor=actor, idea_id=idea_id, meeting_id=meeting_id, now=request_now()
        )

    if answer := post(form, act, Then(here, _("Thank you. The idea’s page says it now."))):
        return answer
    page = render_template(
        "carry/said_at.html", form=form, idea=idea, back=here, meetings=bool(known)
    )
    return no_store((page, form.status))
