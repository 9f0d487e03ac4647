"""Every decision about words, in public: the list, each one, and the note where words stood."""

from __future__ import annotations

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from pbplatform.accounts.words.roles import role_name
from pbplatform.core.db import db
from pbplatform.core.errors import NotFound
from pbplatform.core.texts import FoundText, field_words, find_text
from pbplatform.core.whole import whole
from pbplatform.moderation.models import TextDecision
from pbplatform.moderation.pages.blueprint import bp
from pbplatform.moderation.queries import decision_by_number, decisions_in_force
from pbplatform.moderation.queries.desk import DecisionView, view_of
from pbplatform.moderation.queries.public import (
    counts_by_rule,
    decisions_page,
    open_reports,
    waiting_erasure,
)
from pbplatform.moderation.words.next_act import next_act_of_decision
from pbplatform.moderation.words.rules import OUTCOME_WORDS, RULE_WORDS, STANDING_WORDS, called
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.guards import public

WORDS = {
    "rule_words": RULE_WORDS,
    "outcome_words": OUTCOME_WORDS,
    "standing_words": STANDING_WORDS,
    "role_name": role_name,
    "called": called,
}


@bp.route("/moderation")
@public
def index() -> ResponseReturnValue:
    """All decisions, newest first, and how many there were for each reason; no words."""
    session = db.session()
    wanted = request.args.get("page", 1, type=whole)
    return render_template(
        "moderation/index.html",
        shown=decisions_page(session, page=wanted),
        counts=counts_by_rule(session),
        waiting=open_reports(session),
        page_url=_page_url,
        **WORDS,
    )


def _page_url(page: int) -> str:
    return url_for("moderation.index", page=page)


def standing(decision: TextDecision) -> DecisionView:
    """A decision as it stands now."""
    session = db.session()
    return view_of(session, decision, now=request_now(), today=request_today())


def decided_text(about: str) -> FoundText:
    """The public text at a path, also one that is no address.

    Raises:
        NotFound: there is none, or it is not public.
    """
    text = find_text(db.session(), about)
    if text is None or not text.is_public:
        raise NotFound("moderation.no_text")
    return text


@bp.route("/moderation/<int:number>")
@public
def decision(number: int) -> ResponseReturnValue:
    """One decision: what happened to which text, by which reason and role, on which day."""
    found = decision_by_number(db.session(), number)
    view = standing(found)
    return render_template(
        "moderation/decision.html",
        decision=found,
        view=view,
        act=next_act_of_decision(view),
        erasure=waiting_erasure(db.session(), found, request_now()),
        part=field_words(found.kind, found.part) if found.part else "",
        **WORDS,
    )


def words_note(*paths: str) -> Markup:
    """What stands where words of a text, or of several, went; empty where all are there."""
    went = decisions_in_force(db.session(), *paths)
    if not went:
        return Markup("")
    page = render_template("moderation/parts/note.html", went=went, **WORDS)
    return Markup(page)  # noqa: S704  # a template of ours, which escapes


def report_link(path: str) -> Markup:
    """The link by which everybody can report a public text."""
    page = render_template("moderation/parts/report_link.html", path=path)
    return Markup(page)  # noqa: S704  # a template of ours, which escapes


def register(app: Flask) -> None:
    """Templates of every slice say where words went, and how a text is reported."""
    app.jinja_env.globals.update(words_note=words_note, report_link=report_link)
