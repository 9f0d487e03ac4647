"""On somebody's word, with the code of their slip: it is taken back, gone on with, shown under
another name, told in another way.

Source: docs/rules/intake.md section 8.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField
from wtforms.validators import InputRequired

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError, NotFound
from pbplatform.intake import queries, services
from pbplatform.intake.domain.origin import LETTERS, Person
from pbplatform.intake.kinds import ContactBy, OriginKind, ThingKind
from pbplatform.intake.models import Written
from pbplatform.intake.pages.acting import acting_on
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.claiming import too_often
from pbplatform.intake.policies import refuse_on_word
from pbplatform.intake.queries.on_word import facts_of, name_of, thing_of, words_of
from pbplatform.intake.services import Word
from pbplatform.intake.words.consents import GO_ON, IDEA_BACK, NAME, POINT_BACK, REACH
from pbplatform.intake.words.origins import CONTACTS, ORIGINS
from pbplatform.points.services.withdrawing import LONGEST_WHY
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField, LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

_STAFF = (Role.FACILITATOR, Role.CLERK)


class OnWordForm(Form):
    code = LineField(
        _l("The code on the person’s slip"),
        description=_l("14 letters and digits. Capital or small does not matter."),
        validators=[InputRequired(_l("Enter the code on the slip")), AtMost(40)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    origin = RadioField(
        _l("Where does the person say it?"),
        choices=choices_of(ORIGINS),
        default=OriginKind.PHONE.value,
    )
    consent = BooleanField(_l("The person said yes"))

    def validate_consent(self, field: Any) -> None:
        if not field.data:
            field.errors = [*field.errors, _("Read the sentence out. Tick this for a yes.")]


class WithdrawForm(OnWordForm, ConfirmForm):
    fact_names = {"title": _l("The title"), "words": _l("The words"), "state": _l("How it stands")}

    why = WordsField(
        _l("Why do they take it back?"),
        description=_l("If the person says it, it stands beside the point."),
        validators=[AtMost(LONGEST_WHY)],
    )


class NameForm(OnWordForm):
    name = LineField(
        _l("The name the person wants beside it"),
        description=_l("Leave it empty for no name."),
        validators=[AtMost(LETTERS["name"])],
    )


class ToldForm(OnWordForm):
    contact = RadioField(
        _l("How do we tell the person what comes of it?"),
        choices=choices_of(CONTACTS),
        default=ContactBy.NONE.value,
    )
    email = AddressField(_l("E-mail address, for e-mail"), validators=[AtMost(254)])
    addressee = LineField(
        _l("Name on the envelope, for letters"), validators=[AtMost(LETTERS["addressee"])]
    )
    address = WordsField(_l("Postal address, for letters"), validators=[AtMost(LETTERS["address"])])

    @property
    def person(self) -> Person:
        return Person(
            contact=ContactBy(self.contact.data),
            email=self.email.data or "",
            addressee=self.addressee.data or "",
            address=self.address.data or "",
        )


@dataclass(frozen=True)
class _Case:
    """A thing that was written down, and the role in which somebody writes more of it."""

    written: Written
    actor: ActorRef
    scope: str

    @property
    def is_idea(self) -> bool:
        return self.written.kind == ThingKind.IDEA


def _case(path: str) -> _Case:
    session = db.session()
    written = queries.written_at_path(session, path)
    if written is None:
        raise NotFound("intake.not_found")
    scope = queries.scope_of(session, written)
    return _Case(written, acting_on(require_actor(), scope), scope)


def _answer(
    case: _Case,
    form: OnWordForm,
    sentence: LazyString,
    act: Callable[[Session, Word], None],
    done: str,
    template: str,
    *,
    erases: bool = False,
) -> ResponseReturnValue:
    """Do it with the code and a yes, or show the page (again)."""
    path = case.written.path

    def work(writing: Session) -> None:
        word = Word(
            path=path,
            code=form.code.data or "",
            origin=OriginKind(form.origin.data),
            consent=str(sentence),
        )
        act(writing, word)

    where, _kind, number = path.rsplit("/", 2)
    back = url_for(".calls", where=where, what=number)
    refusal = None
    if form.is_submitted() and form.validate():
        refusal = too_often(require_actor().as_resident())
    if refusal:
        form.refuse(refusal)
        form.refused = refusal
    elif answer := post(form, work, Then(back, done), refusals=DomainError):
        return answer
    session = db.session()
    written = queries.written_at_path(session, path) or case.written
    told = refuse_on_word(case.actor, written, case.scope, erases=erases)
    if form.refused is None and told:
        raise told
    if isinstance(form, ConfirmForm):
        form.carry(facts_of(session, written))
    page = render_template(
        template,
        form=form,
        written=written,
        is_idea=case.is_idea,
        sentence=sentence,
        thing=thing_of(session, written),
        words=words_of(session, written),
        back=back,
    )
    return no_store((page, form.status))


@bp.route("/desk/calls/withdraw/<path:path>", methods=["GET", "POST"])
@staff(*_STAFF)
def withdraw_for(path: str) -> ResponseReturnValue:
    """Says first what becomes of it; a point can be gone on with, an idea cannot."""
    case, form = _case(path), WithdrawForm()

    def act(writing: Session, word: Word) -> None:
        services.withdraw_on_word(
            writing,
            actor=case.actor,
            word=word,
            why=form.why.data or "",
            seen=form.seen.data or "",
            now=request_now(),
        )

    sentence = IDEA_BACK if case.is_idea else POINT_BACK
    done = _("It is taken back. How we reach the person is erased.")
    return _answer(case, form, sentence, act, done, "intake/withdraw_for.html")


@bp.route("/desk/calls/go-on/<path:path>", methods=["GET", "POST"])
@staff(*_STAFF)
def go_on_for(path: str) -> ResponseReturnValue:
    """A point that was taken back goes on."""
    case, form = _case(path), OnWordForm()

    def act(writing: Session, word: Word) -> None:
        services.go_on_on_word(writing, actor=case.actor, word=word, now=request_now())

    done = _("The point goes on. Its days are the same as before.")
    return _answer(case, form, GO_ON, act, done, "intake/go_on_for.html")


@bp.route("/desk/calls/name/<path:path>", methods=["GET", "POST"])
@staff(*_STAFF)
def name_for(path: str) -> ResponseReturnValue:
    """Another name beside the words, or none."""
    case = _case(path)
    form = NameForm(data={"name": name_of(db.session(), case.written)})

    def act(writing: Session, word: Word) -> None:
        services.name_on_word(
            writing, actor=case.actor, word=word, name=form.name.data or "", now=request_now()
        )

    done = _("The name is changed.")
    return _answer(case, form, NAME, act, done, "intake/name_for.html")


@bp.route("/desk/calls/told/<path:path>", methods=["GET", "POST"])
@staff(*_STAFF)
def told_for(path: str) -> ResponseReturnValue:
    """By letter, by e-mail or not at all; no page shows what is known."""
    case = _case(path)
    form = ToldForm(data={"contact": case.written.contact})

    def act(writing: Session, word: Word) -> None:
        services.reach_on_word(
            writing, actor=case.actor, word=word, person=form.person, now=request_now()
        )

    done = _("It is written down. What we knew before is erased.")
    return _answer(case, form, REACH, act, done, "intake/told_for.html", erases=True)
