"""Anybody reports a public text, and reads on a page of their own what became of it."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import Email, InputRequired, Length, Optional

from pbplatform.core.db import db
from pbplatform.core.errors import NotFound, TooMany
from pbplatform.core.texts import FoundText, find_text, is_address, kind_of
from pbplatform.core.transaction import transaction
from pbplatform.core.tries import Limit, count_try
from pbplatform.moderation import services
from pbplatform.moderation.kinds import LONGEST_WORDS
from pbplatform.moderation.pages.blueprint import bp
from pbplatform.moderation.policies import refuse_to_decide
from pbplatform.moderation.queries import decision_by_number, decisions_in_force
from pbplatform.moderation.queries.desk import CaseView
from pbplatform.moderation.queries.public import report_by_token
from pbplatform.moderation.words.next_act import next_act_of_case
from pbplatform.moderation.words.rules import OUTCOME_WORDS, RULE_WORDS, STANDING_WORDS, called
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import AddressField, WordsField
from pbplatform.web.guards import current_actor, public_not_shared
from pbplatform.web.posting import Then, post
from pbplatform.web.presentation import clock_time
from pbplatform.web.sentences import gettext as _

REPORTS = Limit("text:report", 5, timedelta(minutes=10))


class ReportForm(Form):
    """What is wrong with a text. Shape only; what is needed is the service's rule."""

    rule = RadioField(
        _l("What is wrong with it?"),
        choices=choices_of(RULE_WORDS.items()),
        validators=[InputRequired(_l("Choose a reason from the list"))],
    )
    words = WordsField(
        _l("Say more, if that helps"),
        description=_l("Only those who decide read this. For “another reason” we need your words."),
        validators=[Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer"))],
    )
    email = AddressField(
        _l("E-mail address"),
        description=_l(
            "We tell you what became of it, and use it for nothing else. Then we delete it."
        ),
        render_kw={"autocomplete": "email"},
        validators=[
            Optional(),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
    )


def public_text(about: str) -> FoundText:
    """The public text that an address asks for.

    Raises:
        NotFound: there is none, or it is not public.
    """
    text = find_text(db.session(), about) if is_address(about) else None
    if text is None or not text.is_public:
        raise NotFound("moderation.no_text")
    return text


@bp.route("/report/<path:about>", methods=["GET", "POST"])
@public_not_shared("what is typed")
def report(about: str) -> ResponseReturnValue:
    """A page of its own, so that the text's page stays the same for everybody."""
    text = public_text(about)
    form = ReportForm()
    status = None
    if form.is_submitted() and form.validate():
        if refusal := _too_often():
            form.refuse(refusal)
            status = refusal.status
        elif answer := post(
            form, lambda writing: _send(writing, about, form), _sent, form_is="makes"
        ):
            return answer
    actor = current_actor()
    holds = actor is not None and actor.holds("facilitator", text.scope)
    page = render_template(
        "moderation/report.html",
        form=form,
        about=about,
        text=text,
        called=called(kind_of(text.path), text.number),
        went=decisions_in_force(db.session(), text.path),
        decides=holds
        and actor is not None
        and refuse_to_decide(
            actor.acting_over("facilitator", text.scope), scope=text.scope, authors=text.authors
        )
        is None,
        author=f"{about}/author" if find_author(about) else None,
    )
    return no_store((page, status or form.status))


def find_author(about: str) -> bool:
    """Whether a public name stands beside a text and can be reported itself."""
    beside = f"{about}/author"
    text = find_text(db.session(), beside) if is_address(beside) else None
    return text is not None and text.is_public


def _send(session: Session, about: str, form: ReportForm) -> str:
    said = services.Report(
        rule=form.rule.data, words=form.words.data or "", email=form.email.data or ""
    )
    return services.report_text(session, path=about, report=said, now=request_now())


def _sent(token: str) -> Then:
    told = _("Your report is sent. Keep the address of this page to see what becomes of it.")
    return Then(url_for("moderation.your_report", token=token), told)


def _too_often() -> TooMany | None:
    """Count a report from this address; the refusal when it is one too many."""
    secret = current_app.extensions["settings"].secret_key
    who = request.remote_addr or ""
    with transaction(form="goes on") as session:
        wait = count_try(session, REPORTS, who=who, secret=secret, now=request_now())
    return None if wait is None else TooMany("moderation.too_often", at=clock_time(wait))


@bp.route("/reports/<token>")
@public_not_shared("one person’s report")
def your_report(token: str) -> ResponseReturnValue:
    """What became of one report; whoever has the address reads it."""
    session = db.session()
    said, case = report_by_token(session, token)
    view = CaseView(case, (said,), request_today())
    decision = decision_by_number(session, case.decision) if case.decision else None
    page = render_template(
        "moderation/your_report.html",
        report=said,
        case=case,
        act=next_act_of_case(view),
        decision=decision,
        called=called(case.kind, case.named),
        rule_words=RULE_WORDS,
        outcome_words=OUTCOME_WORDS,
        standing_words=STANDING_WORDS,
    )
    return no_store(page)
