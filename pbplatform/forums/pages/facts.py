"""Where the facilitator puts right what a forum says of itself."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired, Length

from pbplatform.core.db import db
from pbplatform.forums import queries, services
from pbplatform.forums.pages.blueprint import bp
from pbplatform.forums.pages.desk import facilitating
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _


class ForumFactsForm(ConfirmForm):
    """What everybody reads of a forum, and why it changes."""

    fact_names = {"name": _l("The name"), "promise": _l("What officials promise")}

    name = LineField(
        _l("Name of the forum"),
        validators=[
            InputRequired(_l("Enter a name")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    promise = WordsField(
        _l("What do officials promise?"),
        description=_l("One sentence that everybody can hold them to."),
        validators=[
            InputRequired(_l("Say in one sentence what officials promise")),
            Length(max=20_000, message=_l("This is too long")),
        ],
    )
    reason = LineField(
        _l("Why does it change?"),
        description=_l("The reason is public."),
        validators=[Length(max=500, message=_l("Use 500 letters or fewer"))],
    )


@bp.route("/desk/facilitator/forums/<slug>/facts", methods=["GET", "POST"])
@staff("facilitator")
def forum_facts(slug: str) -> ResponseReturnValue:
    """What was there stays in the log; the address stays."""
    forum = queries.forum_by_slug(db.session(), slug)
    actor = facilitating(forum)
    form = ForumFactsForm(data={"name": forum.name, "promise": forum.promise})
    forum_id = forum.id

    def put_right(session: Session) -> None:
        services.correct_forum(
            session,
            actor=actor,
            forum_id=forum_id,
            name=form.name.data or "",
            promise=form.promise.data or "",
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = Then(url_for(".forum_desk", slug=slug), _("It is put right."))
    if answer := post(form, put_right, told):
        return answer
    form.carry(services.facts_of_forum(forum))
    return render_template("forums/facts.html", form=form, forum=forum), form.status
