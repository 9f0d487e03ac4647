"""A facilitator's list of reports, and the page on which words stay or go."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import ChangedMeanwhile
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.core.texts import FoundText, field_words, kind_of
from pbplatform.moderation import services
from pbplatform.moderation.kinds import LONGEST_STRUCK, LONGEST_WORDS, Outcome
from pbplatform.moderation.pages.blueprint import bp
from pbplatform.moderation.pages.public import WORDS, decided_text
from pbplatform.moderation.policies import refuse_to_decide
from pbplatform.moderation.queries import decisions_in_force, open_case
from pbplatform.moderation.queries.desk import CaseView, reports_of, waiting_cases, waiting_looks
from pbplatform.moderation.services import Wish
from pbplatform.moderation.words.next_act import next_act_of_case
from pbplatform.moderation.words.rules import RULE_WORDS, called
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

_OUTCOMES = (
    (Outcome.HIDDEN, _l("Hide it: all of it, or one part")),
    (Outcome.STRUCK, _l("Strike some words in it")),
)
_LEAVE = (Outcome.LEFT, _l("Leave it: the words stay"))


class DecideForm(ConfirmForm):
    """What happens to a text. Shape only; what is needed is the service's rule."""

    fact_names = {
        "words": _l("The text"),
        "decisions": _l("Decisions about it"),
        "sealed": _l("Whether it is on a sealed ballot"),
        "case": _l("The reports that wait"),
    }

    outcome = RadioField(
        _l("What happens to the words?"),
        validators=[InputRequired(_l("Choose what happens to the words"))],
    )
    part = SelectField(_l("Which part?"))
    struck = WordsField(
        _l("Which words go, if only some do?"),
        description=_l("Exactly as they stand there. They go in every version of the text."),
        validators=[Length(max=LONGEST_STRUCK, message=_l("Use 300 letters or fewer"))],
    )
    rule = SelectField(_l("Why?"))
    reason = WordsField(
        _l("Your reason, in public"),
        description=_l("Do not repeat the words that must go."),
        validators=[Length(max=LONGEST_WORDS, message=_l("Use 1,000 letters or fewer"))],
    )

    def offer(self, text: FoundText, reported: CaseView | None) -> None:
        """What can be chosen for this text."""
        kind = kind_of(text.path)
        parts = dict.fromkeys(each.part for each in text.fields if each.words)
        named = [(part, field_words(kind, part)) for part in parts]
        self.part.choices = choices_of([("", _l("All of it")), *named])
        self.outcome.choices = choices_of([*([_LEAVE] if reported else []), *_OUTCOMES])
        self.rule.choices = choices_of([("", _l("Choose a reason")), *RULE_WORDS.items()])
        if request.method == "GET" and reported:
            self.rule.data = reported.reports[0].rule

    @property
    def wish(self) -> Wish:
        """What was chosen and typed."""
        return Wish(
            outcome=self.outcome.data or "",
            rule=self.rule.data or "",
            reason=self.reason.data or "",
            part=self.part.data or "",
            struck=self.struck.data or "",
        )


@bp.route("/desk/facilitator/reports")
@staff("facilitator")
def reports() -> ResponseReturnValue:
    """What waits for this person, by day, late ones first."""
    session, actor = db.session(), require_actor()
    now, today = request_now(), request_today()
    return render_template(
        "moderation/reports.html",
        cases=waiting_cases(session, actor, today=today),
        looks=waiting_looks(session, actor, now=now, today=today),
        **WORDS,
    )


@bp.route("/desk/facilitator/texts/<path:about>", methods=["GET", "POST"])
@staff("facilitator")
def decide(about: str) -> ResponseReturnValue:
    """Choose what happens to a text, see it as everybody will, and do it."""
    text = decided_text(about)
    actor = require_actor().acting_over(Role.FACILITATOR, text.scope)
    if refusal := refuse_to_decide(actor, scope=text.scope, authors=text.authors):
        raise refusal
    reported = _reported(text)
    form = DecideForm()
    form.offer(text, reported)
    if request.form.get("action") == "check" and form.validate():
        try:
            services.checked(db.session(), actor=actor, text=text, wish=form.wish)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return _check_page(text, form)
    if request.form.get("action") == "do":
        if answer := post(form, lambda writing: _do(writing, actor, text.path, form), _done):
            return answer
        if isinstance(form.refused, ChangedMeanwhile):
            return _check_page(decided_text(about), form)
    return _form_page(text, reported, form)


def _do(session: Session, actor: ActorRef, path: str, form: DecideForm) -> int:
    return services.decide(
        session,
        actor=actor,
        path=path,
        wish=form.wish,
        now=request_now(),
        seen=form.seen.data or "",
    )


def _done(number: int) -> Then:
    told = _("Decision %(number)s is public. Those concerned are told.", number=number)
    return Then(url_for("moderation.decision", number=number), told)


def _reported(text: FoundText) -> CaseView | None:
    session = db.session()
    case = open_case(session, text.path)
    if case is None:
        return None
    found = reports_of(session, [case.id])
    return CaseView(case, tuple(found.get(case.id, ())), request_today())


def _shown(text: FoundText) -> dict[str, Any]:
    kind = kind_of(text.path)
    return {
        "text": text,
        "called": called(kind, text.number),
        "field_name": lambda name: field_words(kind, name),
    }


def _form_page(text: FoundText, reported: CaseView | None, form: DecideForm) -> ResponseReturnValue:
    page = render_template(
        "moderation/decide.html",
        form=form,
        reported=reported,
        act=next_act_of_case(reported) if reported else None,
        went=decisions_in_force(db.session(), text.path),
        rule_words=RULE_WORDS,
        **_shown(text),
    )
    return no_store((page, form.status))


def _check_page(text: FoundText, form: DecideForm) -> ResponseReturnValue:
    """The text as everybody will see it, with what the act will carry."""
    form.show(services.facts_of_text(db.session(), text))
    page = render_template(
        "moderation/check.html",
        form=form,
        wish=form.wish,
        after=[
            (part, words)
            for part, words in services.afterwards(text, form.wish)
            if part.words and not part.is_file
        ],
        file_goes=any(
            part.is_file and part.words and not words
            for part, words in services.afterwards(text, form.wish)
        ),
        rule_words=RULE_WORDS,
        **_shown(text),
    )
    return no_store((page, form.status))
