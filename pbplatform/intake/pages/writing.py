"""Staff write an idea or a point down for a person: typed, read back, sent, and the slip."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired

from pbplatform.accounts.kinds import Role
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.forums.queries import forum_by_slug
from pbplatform.intake import services
from pbplatform.intake.domain.origin import LETTERS, Origin, Person, Said, WrittenDown
from pbplatform.intake.kinds import ContactBy, OriginKind, ThingKind
from pbplatform.intake.pages.acting import acting_on, targets
from pbplatform.intake.pages.blueprint import bp
from pbplatform.intake.words.origins import CONSENT, CONTACTS, ORIGINS
from pbplatform.points.kinds import PointKind
from pbplatform.points.queries.similar import similar_points
from pbplatform.points.words.kinds import KIND_CHOICES
from pbplatform.proposals.domain.idea import LETTERS as IDEA_LETTERS
from pbplatform.proposals.queries import similar_ideas
from pbplatform.rounds.queries import public_round
from pbplatform.web.app import no_store
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.clock import request_now
from pbplatform.web.fields import AddressField, LineField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.languages import language_tag
from pbplatform.web.lengths import AtMost
from pbplatform.web.posting import post
from pbplatform.web.sentences import gettext as _

LONGEST = 1500  # letters of a point's words; an idea's may be more


class WriteDownForm(Form):
    where = SelectField(_l("For which round or forum?"))
    origin = RadioField(
        _l("Where does the person say it?"),
        choices=choices_of(ORIGINS),
        default=OriginKind.PHONE.value,
    )
    consent = BooleanField(_l("The person said yes"))
    sort = RadioField(
        _l("For a forum: what is it?"),
        choices=choices_of(KIND_CHOICES),
        default=PointKind.REQUEST.value,
    )
    title = LineField(
        _l("In a few plain words"),
        validators=[
            InputRequired(_l("Say in a few words what it is about")),
            AtMost(IDEA_LETTERS["title"]),
        ],
    )
    text = WordsField(
        _l("In the person’s own words"),
        description=_l("Read it back to the person before you send it."),
        validators=[InputRequired(_l("Write down what the person says")), AtMost(LONGEST)],
    )
    name = LineField(
        _l("The name the person wants beside it"), validators=[AtMost(LETTERS["name"])]
    )
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

    def validate_consent(self, field: Any) -> None:
        if not field.data:
            field.errors = [*field.errors, _("Read the sentence out. Tick this for a yes.")]

    @property
    def person(self) -> Person:
        return Person(
            name_shown=self.name.data or "",
            contact=ContactBy(self.contact.data),
            email=self.email.data or "",
            addressee=self.addressee.data or "",
            address=self.address.data or "",
        )

    def said(self, kind: ThingKind) -> Said:
        """The words, for an idea or a point."""
        return Said(
            title=self.title.data or "",
            text=self.text.data or "",
            language=language_tag(str(get_locale() or "en")),
            sort=self.sort.data if kind is ThingKind.POINT else "",
        )


def target_of(session: Session, path: str) -> tuple[ThingKind, int, str]:
    """What is written down for a round or a forum, its id, and its scope."""
    head, _stroke, slug = path.partition("/")
    if head == "rounds":
        round_ = public_round(session, slug)
        return ThingKind.IDEA, round_.id, round_.scope
    forum = forum_by_slug(session, slug)
    return ThingKind.POINT, forum.id, forum.scope


@bp.route("/desk/write-down", methods=["GET", "POST"])
@staff(Role.FACILITATOR, Role.CLERK)
def write_down() -> ResponseReturnValue:
    """First shows what is like it; the second press sends, and answers with the slip."""
    session, actor = db.session(), require_actor()
    open_now = list(targets(session, actor))
    form = WriteDownForm(data={"where": request.args.get("where", "")})
    form.where.choices = choices_of(open_now)
    checked = form.is_submitted() and bool(open_now) and bool(form.validate())
    if not checked or request.form.get("action") != "send":
        return _page(form, has_where=bool(open_now), checked=checked)
    kind, where, scope = target_of(session, form.where.data)
    acts = acting_on(actor, scope)

    def send(writing: Session) -> WrittenDown:
        return services.write_down(
            writing,
            actor=acts,
            kind=kind,
            where=where,
            person=form.person,
            consent=str(CONSENT),
            origin=Origin(kind=OriginKind(form.origin.data)),
            said=form.said(kind),
            now=request_now(),
        )

    if answer := post(form, send, _slip, refusals=DomainError, form_is="makes"):
        return answer
    return _page(form, has_where=True, checked=False)


def _slip(written: WrittenDown) -> Response:
    """The slip, at once and only now: its code is kept nowhere."""
    return slip_page(written.path, written.code)


def slip_page(path: str, code: str) -> Response:
    """A page to print for the person, never stored."""
    page = render_template("intake/slip.html", path=path, code=code)
    return make_response(no_store((page, 200)))


def like_it(where: str, title: str) -> list[tuple[str, str]]:
    """Ideas of a round, or points of a forum, that are like a title: address and title."""
    session = db.session()
    head, _stroke, slug = where.partition("/")
    if head == "rounds":
        round_ = public_round(session, slug)
        return [
            (f"/{round_.path}/ideas/{row.idea.number}", row.idea.title)
            for row in similar_ideas(session, round_.id, title)
        ]
    forum = forum_by_slug(session, slug)
    found = similar_points(session, forum.id, title)
    return [(f"/{forum.path}/points/{each.number}", each.title) for each in found]


def _page(form: WriteDownForm, *, has_where: bool, checked: bool) -> ResponseReturnValue:
    like = like_it(form.where.data, form.title.data or "") if checked else []
    page = render_template(
        "intake/write_down.html",
        form=form,
        consent=CONSENT,
        has_where=has_where,
        checked=checked,
        like=like,
    )
    return no_store((page, 200 if checked else form.status))
