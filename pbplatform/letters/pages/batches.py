"""Letters that wait, and their batches. Source: docs/rules/letters.md section 2."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField
from wtforms.validators import InputRequired

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import PLACE, Actor
from pbplatform.core.db import db
from pbplatform.core.errors import NotAllowed
from pbplatform.core.transaction import transaction
from pbplatform.letters import queries, services
from pbplatform.letters.kinds import LetterState
from pbplatform.letters.models import LetterBatch
from pbplatform.letters.pages.blueprint import bp
from pbplatform.letters.policies import refuse_to_handle_letters
from pbplatform.letters.words.sheet import sheets
from pbplatform.letters.words.states import STATES, WHYS
from pbplatform.places import queries as places
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.clock import request_now, request_today
from pbplatform.web.fields import DayField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.languages import page_language
from pbplatform.web.posting import Then, post
from pbplatform.web.printing import as_pdf, render
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


class BatchForm(Form):
    large = BooleanField(_l("In large print"))


class PostedForm(Form):
    day = DayField(
        _l("On which day were they posted?"), validators=[InputRequired(_l("Enter the day"))]
    )


def _scopes(actor: Actor) -> tuple[str, ...]:
    held = actor.scopes(Role.CLERK)
    return (PLACE,) if PLACE in held else held


@bp.route("")
@staff(Role.CLERK)
def index() -> ResponseReturnValue:
    """What waits, what is printed, and whom staff reach another way."""
    session, scopes, today = db.session(), _scopes(require_actor()), request_today()
    seen_to = (LetterState.HELD, LetterState.CAME_BACK)
    waits = queries.listed(session, scopes, (LetterState.WAITING,))
    page = render_template(
        "letters/index.html",
        waiting=queries.waiting_in(session, scopes, today),
        waits=queries.views(session, waits, today),
        batches=queries.batches_in(session, scopes),
        others=queries.listed(session, scopes, seen_to),
        left_out=queries.listed(session, scopes, (LetterState.LEFT_OUT,)),
        states=STATES,
        whys=WHYS,
    )
    return no_store((page, 200))


@bp.route("/batches/new", methods=["GET", "POST"])
@staff(Role.CLERK)
def new_batch() -> ResponseReturnValue:
    """Put what waits in a place, a round or a forum into a batch."""
    actor = require_actor()
    held = _scopes(actor)
    scope = request.args.get("scope", held[0])
    if scope not in held:
        raise NotAllowed("letters.only_clerk")
    acts = actor.acting_as(Role.CLERK, scope)
    form = BatchForm()

    def make(session: Session) -> services.Made:
        return services.make_batch(
            session, actor=acts, scope=scope, large=bool(form.large.data), now=request_now()
        )

    if answer := post(form, make, _after_making):
        return answer
    count = queries.not_in_batch(db.session(), (scope,))
    page = render_template("letters/new_batch.html", form=form, count=count)
    return no_store((page, form.status))


def _after_making(made: services.Made) -> Then:
    left = ngettext(
        "%(num)s letter was left out. The list says why.",
        "%(num)s letters were left out. The list says why.",
        made.left_out,
    )
    if made.number is None:
        return Then(url_for(".index"), left, "warning")
    said = _("The batch is made. Print it now.")
    to = url_for(".batch", number=made.number)
    return Then(to, f"{said} {left}" if made.left_out else said)


def _own_batch(number: int) -> LetterBatch:
    batch = queries.batch_at(db.session(), number)
    acts = require_actor().acting_over(Role.CLERK, batch.scope)
    if refusal := refuse_to_handle_letters(acts, batch.scope):
        raise refusal
    return batch


@bp.route("/batches/<int:number>")
@staff(Role.CLERK)
def batch(number: int) -> ResponseReturnValue:
    """One batch: print it, and mark its letters as posted."""
    found = _own_batch(number)
    letters = queries.letters_of(db.session(), number)
    page = render_template(
        "letters/batch.html",
        batch=found,
        views=queries.views(db.session(), letters, request_today()),
        to_post=sum(each.state == LetterState.IN_BATCH for each in letters),
        printable=any(each.sealed_words for each in letters),
        states=STATES,
    )
    return no_store((page, 200))


@bp.route("/batches/<int:number>/print", methods=["POST"])
@staff(Role.CLERK)
def print_batch(number: int) -> ResponseReturnValue:
    """The PDF of a batch. From the second time on the public log counts it."""
    found = _own_batch(number)
    acts = require_actor().acting_over(Role.CLERK, found.scope)
    session, at = db.session(), found.made_at
    place = places.require_place(session)
    ready = services.letters_to_print(session, actor=acts, number=number)
    data = sheets(
        ready,
        number=number,
        made_at=at,
        place=place.name,
        help_line=place.help_in_a_line,
        large=found.large,
    )
    title = _("Letters, batch %(number)s", number=number)
    session.rollback()  # nothing stays open while the press works
    made = render("letter", data, language=page_language(), title=title, at=at)
    with transaction() as writing:
        services.count_print(writing, actor=acts, number=number, now=request_now())
    return as_pdf(made, f"letters-{number}")


@bp.route("/batches/<int:number>/posted", methods=["GET", "POST"])
@staff(Role.CLERK)
def posted(number: int) -> ResponseReturnValue:
    """Mark all letters of a batch that are not posted yet."""
    found = _own_batch(number)
    acts = require_actor().acting_over(Role.CLERK, found.scope)
    form = PostedForm(data={"day": request_today()})

    def mark(session: Session) -> int:
        day = form.day.data or request_today()
        return services.post_batch(session, actor=acts, number=number, day=day, now=request_now())

    def then(count: int) -> Then:
        said = ngettext(
            "%(num)s letter is marked as posted.", "%(num)s letters are marked as posted.", count
        )
        return Then(url_for(".batch", number=number), said)

    if answer := post(form, mark, then):
        return answer
    return no_store((render_template("letters/posted.html", form=form, number=number), form.status))
