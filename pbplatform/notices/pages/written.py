"""A facilitator writes to all who follow a round or a forum, and everybody can read it.

Source: docs/rules/notices.md section 10.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.notices.kinds import LONGEST_REASON, LONGEST_TITLE, LONGEST_WORDS
from pbplatform.notices.queries.written import (
    Holder,
    count_followers,
    holder_at,
    is_public,
    notice_at,
    notice_path,
)
from pbplatform.notices.services import writing
from pbplatform.notices.words.written import notice_line
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.guards import public, require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

bp = Blueprint("written", __name__)
_CHANGE = "change"


class NoticeForm(ConfirmForm):
    """What is written; with `seen`, as the second page showed it."""

    fact_names = {"title": _l("The title"), "words": _l("The words")}

    title = LineField(
        _l("Title"),
        description=_l("It is the subject of the mail."),
        validators=[InputRequired(_l("Give it a title")), AtMost(LONGEST_TITLE)],
    )
    words = WordsField(
        _l("What do you want to say?"),
        description=_l("Everybody can read it. Name nobody who does not act in public."),
        validators=[InputRequired(_l("Write what you want to say")), AtMost(LONGEST_WORDS)],
    )


class TakeBackForm(ConfirmForm):
    fact_names = {**NoticeForm.fact_names, "taken_back_at": _l("When it was taken back")}

    reason = WordsField(
        _l("Why is it taken back?"),
        description=_l("Everybody can read it."),
        validators=[InputRequired(_l("Say why it is taken back")), AtMost(LONGEST_REASON)],
    )


@bp.route("/desk/facilitator/rounds/<slug>/notice", methods=["GET", "POST"])
@staff("facilitator")
def to_round(slug: str) -> ResponseReturnValue:
    """Write to all who follow a round."""
    return _write("rounds", slug)


@bp.route("/desk/facilitator/forums/<slug>/notice", methods=["GET", "POST"])
@staff("facilitator")
def to_forum(slug: str) -> ResponseReturnValue:
    """Write to all who follow a forum."""
    return _write("forums", slug)


@bp.route("/desk/facilitator/rounds/<slug>/notices/<int:number>/take-back", methods=["GET", "POST"])
@staff("facilitator")
def take_back_of_round(slug: str, number: int) -> ResponseReturnValue:
    """Take a notice of a round back in public."""
    return _take_back("rounds", slug, number)


@bp.route("/desk/facilitator/forums/<slug>/notices/<int:number>/take-back", methods=["GET", "POST"])
@staff("facilitator")
def take_back_of_forum(slug: str, number: int) -> ResponseReturnValue:
    """Take a notice of a forum back in public."""
    return _take_back("forums", slug, number)


@bp.route("/rounds/<slug>/notices/<int:number>")
@public
def of_round(slug: str, number: int) -> ResponseReturnValue:
    """A notice to all who follow a round."""
    return _show("rounds", slug, number)


@bp.route("/forums/<slug>/notices/<int:number>")
@public
def of_forum(slug: str, number: int) -> ResponseReturnValue:
    """A notice to all who follow a forum."""
    return _show("forums", slug, number)


def _write(kind: str, slug: str) -> ResponseReturnValue:
    """First the words, then a page that shows them as everybody will read them."""
    holder, actor = _held(kind, slug)
    form, now = NoticeForm(), request_now()

    def send(session: Session) -> None:
        writing.write_notice(
            session,
            actor=actor,
            holder=holder_at(session, kind, slug),
            title=form.title.data or "",
            words=form.words.data or "",
            seen=form.seen.data or "",
            now=now,
        )

    changes = request.form.get("to") == _CHANGE
    if form.seen.data and not changes:
        told = Then(_desk_of(kind, slug), _("The notice is public, and on its way."))
        if answer := post(form, send, told, form_is="makes"):
            return answer
    is_whole = form.is_submitted() and not changes and (bool(form.refused) or form.validate())
    why_not = writing.why_not_write(db.session(), actor, holder, now=now)
    shown = is_whole and why_not is None
    if shown:
        form.show(writing.facts_to_write(form.title.data or "", form.words.data or ""))
    else:
        form.seen.data = ""
        if why_not is not None and not form.refused:
            form.refuse(why_not)
    page = render_template(
        "notices/check_notice.html" if shown else "notices/write_notice.html",
        form=form,
        holder=holder,
        back=_desk_of(kind, slug),
        name=actor.name,
        role=ROLE_NAMES[actor.role],
        now=now,
        line=notice_line({"title": form.title.data or ""}),
        followers=count_followers(db.session(), holder, now=now),
        longest=LONGEST_WORDS,
    )
    return no_store((page, form.status if form.is_submitted() and not changes else 200))


def _take_back(kind: str, slug: str, number: int) -> ResponseReturnValue:
    """Its page keeps the title, and says why."""
    holder, actor = _held(kind, slug)
    notice_at(db.session(), holder, number)
    form = TakeBackForm()

    def end(session: Session) -> None:
        writing.take_back(
            session,
            actor=actor,
            holder=holder_at(session, kind, slug),
            number=number,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    told = Then(_desk_of(kind, slug), _("The notice is taken back. Its page says so."))
    if answer := post(form, end, told):
        return answer
    notice = notice_at(db.session(), holder, number)
    form.carry(writing.facts_to_take_back(notice))
    page = render_template(
        "notices/take_back_notice.html",
        form=form,
        holder=holder,
        notice=notice,
        back=_desk_of(kind, slug),
        longest=LONGEST_REASON,
    )
    return no_store((page, form.status))


def _show(kind: str, slug: str, number: int) -> ResponseReturnValue:
    holder = holder_at(db.session(), kind, slug)
    if not is_public(holder):
        raise NotFound("notice.not_found")
    notice = notice_at(db.session(), holder, number)
    return render_template(
        "notices/notice.html",
        notice=notice,
        holder=holder,
        kind=kind,
        text_path=notice_path(holder, number),
        role=ROLE_NAMES[notice.role],
    )


def _held(kind: str, slug: str) -> tuple[Holder, ActorRef]:
    holder = holder_at(db.session(), kind, slug)
    return holder, require_actor().acting_over("facilitator", holder.scope)


def _desk_of(kind: str, slug: str) -> str:
    return url_for("rounds.desk" if kind == "rounds" else "forums.forum_desk", slug=slug)
