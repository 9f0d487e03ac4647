"""For whoever picks up the telephone: look it up, read it out, write it down, end the call.

Source: docs/rules/intake.md sections 3 and 4.
"""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import SelectField

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import Actor, ActorRef
from pbplatform.core.db import db
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
from pbplatform.forums.queries import forums
from pbplatform.intake import services
from pbplatform.intake.kinds import CallAbout
from pbplatform.intake.pages.acting import acting_on, writes_for
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.pages.looking_up import find, paths_of, read_out, round_of
from pbplatform.intake.queries.calls import call_back_at, call_backs, calls_between
from pbplatform.intake.services.calls import NOTE_LETTERS, BackTo
from pbplatform.intake.words.calls import ABOUTS, count_words
from pbplatform.intake.words.reading import Part, read_places, read_round
from pbplatform.rounds.models import Round
from pbplatform.rounds.queries import published_rounds
from pbplatform.voting.policies import refuse_to_wish_letter
from pbplatform.web.app import no_store
from pbplatform.web.base_form import CheckboxesField, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import DayField, LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _

_STAFF = (Role.FACILITATOR, Role.CLERK)


class LookUpForm(Form):
    """Asked by GET, so it has no token."""

    class Meta:
        csrf = False

    where = SelectField(_l("Which round or forum?"))
    what = LineField(
        _l("Number, reference, or a few words"),
        description=_l(
            "The number of the idea or point, what stands on the slip, or what it is about"
        ),
        validators=[AtMost(200)],
    )


class EndForm(Form):
    """The end of a call."""

    about = CheckboxesField(_l("What was the call about?"), choices=choices_of(ABOUTS))
    note = WordsField(
        _l("Call back: what about, and how to reach the person"),
        description=_l("Staff alone read it. It goes once somebody called, or after 30 days."),
        validators=[AtMost(NOTE_LETTERS)],
    )
    back_where = SelectField(_l("Whose staff call back?"), validate_choice=False)
    due = DayField(_l("Call back until"))


def everywhere(session: Session) -> list[tuple[str, str, str]]:
    """Every public round and forum: path, name and scope."""
    rounds = [(each.path, each.name, each.scope) for each in published_rounds(session)]
    return [*((each.path, each.name, each.scope) for each in forums(session)), *rounds]


@bp.get("/desk/calls")
@staff(*_STAFF)
def calls() -> ResponseReturnValue:
    """One page for a call: what was looked up, in words to read out."""
    return _sheet(LookUpForm(request.args), EndForm(formdata=None))


def _sheet(form: LookUpForm, end: EndForm) -> ResponseReturnValue:
    session, actor, today = db.session(), require_actor(), request_today()
    places = everywhere(session)
    known = [(path, name) for path, name, _scope in places]
    form.where.choices = choices_of([("", _l("The one on the slip")), *known])
    _fill(end, places, actor)
    typed = (form.what.data or "").strip()
    where = form.where.data if form.where.data in {path for path, *_rest in places} else ""
    good = bool(typed or where) and form.validate()
    paths = paths_of(session, where or "", typed) if typed and good else []
    if typed and good and not where and not paths:
        form.where.errors = [_("Choose a round or forum, for a number or words.")]
    found = [each for each in (find(session, actor, path) for path in paths) if each]
    one = found[0] if len(found) == 1 else None
    round_ = round_of(session, where or "")
    page = render_template(
        "intake/calls.html",
        form=form,
        end=end,
        found=found,
        one=one,
        parts=read_out(session, one.path) if one and one.there else [],
        round=round_ if not typed else None,
        round_parts=_of_round(session, round_) if round_ and not typed else [],
        asked=bool(typed),
        names=dict(known),
        may_wish=round_ is not None and _may_wish(actor, round_),
        where=where,
        backs=call_backs(session, lambda scope: writes_for(actor, scope), today),
        today=count_words(calls_between(session, today, today)),
        week=count_words(calls_between(session, today - timedelta(days=6), today)),
    )
    return no_store((page, max(form.status, end.status)))


def _of_round(session: Session, round_: Round) -> list[Part]:
    now = request_now()
    return [*read_round(round_, now), *read_places(session, round_, now)]


def _may_wish(actor: Actor, round_: Round) -> bool:
    """Whether a call for another voting letter can be noted now, by this person."""
    roles = [role for role in _STAFF if actor.holds(role, round_.scope)]
    if not roles:
        return False
    acts = actor.acting_as(roles[0], round_.scope)
    return refuse_to_wish_letter(acts, round_, request_now()) is None


def _fill(end: EndForm, places: list[tuple[str, str, str]], actor: Actor) -> None:
    own = [(path, name) for path, name, scope in places if writes_for(actor, scope)]
    end.back_where.choices = choices_of(own)


@bp.post("/desk/calls/end")
@staff(*_STAFF)
def end_call() -> ResponseReturnValue:
    """Counts the call, and keeps a call back that was promised."""
    session, actor, end = db.session(), require_actor(), EndForm()
    places = everywhere(session)
    _fill(end, places, actor)
    scopes = {path: scope for path, _name, scope in places if writes_for(actor, scope)}

    def act(writing: Session) -> bool:
        back = _back(end, scopes)
        services.end_call(
            writing,
            actor=acting_on(actor, back.scope) if back else _any(actor),
            about=[CallAbout(each) for each in end.about.data or ()],
            back=back,
            now=request_now(),
        )
        return back is not None

    def then(noted: bool) -> Then:
        kept = _("The call is counted, and the call back is noted.")
        return Then(url_for(".calls"), kept if noted else _("The call is counted."))

    if answer := post(end, act, then, refusals=DomainError):
        return answer
    return _sheet(LookUpForm(formdata=None), end)


def _back(end: EndForm, scopes: dict[str, str]) -> BackTo | None:
    """The call back, where any part of one is filled in."""
    if not (end.note.data or end.due.data):
        return None
    where = end.back_where.data or ""
    if where not in scopes:
        raise Conflict("calls.where_needed", field="back_where")
    return BackTo(where=where, scope=scopes[where], note=end.note.data or "", due=end.due.data)


def _any(actor: Actor) -> ActorRef:
    for role in _STAFF:
        for scope in actor.scopes(role):
            return actor.acting_as(role, scope)
    raise NotAllowed("intake.only_staff")


@bp.route("/desk/calls/backs/<int:number>", methods=["GET", "POST"])
@staff(*_STAFF)
def call_back(number: int) -> ResponseReturnValue:
    """One call back: what it is about, and that it was made."""
    session, actor, form = db.session(), require_actor(), Form()
    back = call_back_at(session, number, request_today())
    if back is None:
        flash(_("Somebody made this call, or its note was too old."), "warning")
        return redirect(url_for(".calls"))
    acts = acting_on(actor, back.scope)

    def settle(writing: Session) -> None:
        services.settle_call_back(writing, actor=acts, back_id=number)

    told = Then(url_for(".calls"), _("The note is gone for good."))
    if answer := post(form, settle, told, refusals=DomainError):
        return answer
    page = render_template("intake/call_back.html", form=form, back=back)
    return no_store((page, form.status))
