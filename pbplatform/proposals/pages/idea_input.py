"""From what was typed and uploaded to what the service takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from pbplatform.core.db import db
from pbplatform.core.errors import Conflict
from pbplatform.places.models import Area
from pbplatform.places.queries import areas
from pbplatform.proposals import services
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.kinds import MOST_TO_GROW, NameShown
from pbplatform.proposals.pages.forms import choices_of
from pbplatform.proposals.words.kinds import (
    NAME_SHOWN_WORDS,
    RELATION_QUESTIONS,
    RELATION_WORDS,
)
from pbplatform.rounds.models import Round
from pbplatform.web import uploads
from pbplatform.web.base_form import CheckboxesField
from pbplatform.web.clock import request_now
from pbplatform.web.drafts import DraftForm
from pbplatform.web.fields import AddressField, LineField, WordsField
from pbplatform.web.languages import language_tag
from pbplatform.web.lengths import AtMost
from pbplatform.web.uploads import digest_of, picture_ticket

PAGES: Mapping[str, tuple[str, ...]] = {
    "idea": ("title", "similar", "text", "where", "spot", "area", "who_benefits"),
    "extras": (
        "photo",
        "photo_alt",
        "photo_agreed",
        "photo_away",
        *RELATION_QUESTIONS,
        "people",
    ),
    "check": ("name_shown", "email"),
}


_ALWAYS_HIDDEN = ("csrf_token", "photo_key", "draft", "draft_seen")

# Whoever typed none of these has no draft yet.
WORDS = ("title", "text", "spot", "who_benefits", "photo_alt", "people")


def _question(name: str) -> CheckboxesField:
    return CheckboxesField(
        RELATION_QUESTIONS[name],
        choices=choices_of(RELATION_WORDS[name]),
        validators=[Optional()],
    )


class IdeaForm(DraftForm):
    """Three pages of one form: what is not on the page shown travels in hidden fields."""

    title = LineField(
        _l("Title"),
        description=_l("Say it in a few words, like “Benches on Mill Lane”."),
        validators=[
            InputRequired(_l("Enter a title")),
            Length(max=LETTERS["title"], message=_l("Use 120 characters or fewer for the title")),
        ],
    )
    similar = RadioField(
        _l("What do you want to do?"), default="own", validate_choice=False, choices=[]
    )
    text = WordsField(
        _l("What should happen?"),
        description=_l("What would people see or do that they cannot now?"),
        validators=[InputRequired(_l("Say what should happen"))],
    )
    where = RadioField(
        _l("Where?"),
        choices=[
            SelectChoice("spot", label=_l("At a place")),
            SelectChoice("area", label=_l("In an area")),
            SelectChoice("everywhere", label=_l("Everywhere")),
        ],
        validators=[InputRequired(_l("Choose where"))],
    )
    spot = LineField(
        _l("Street, building or postcode"),
        validators=[AtMost(LETTERS["spot"])],
    )
    area = SelectField(_l("Area"), choices=[], validate_choice=False)
    who_benefits = LineField(
        _l("Who would benefit most? (optional)"),
        description=_l("For example: older people waiting for the bus."),
        validators=[AtMost(LETTERS["who_benefits"])],
    )
    photo = FileField(
        _l("Picture (optional)"),
        description=_l(
            "JPEG, PNG or WebP, smaller than 10 MB. "
            "We make it smaller and remove hidden data, such as where it was taken."
        ),
    )
    photo_key = HiddenField()
    photo_alt = LineField(
        _l("Describe the picture for people who cannot see it"),
        validators=[AtMost(LETTERS["photo_alt"])],
    )
    photo_agreed = BooleanField(_l("No one can be recognised, or they agreed"))
    photo_away = BooleanField(_l("Remove the picture"))
    better = _question("better")
    between = _question("between")
    grow = _question("grow")
    breakers = _question("breakers")
    makers = _question("makers")
    people = LineField(
        _l("Which people or groups could help? (optional)"),
        validators=[AtMost(LETTERS["people"])],
    )
    name_shown = RadioField(
        _l("How should we show your name?"),
        choices=choices_of(NAME_SHOWN_WORDS),
        default=str(NameShown.FIRST),
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l(
            "We send you a link to sign in. We also use it to tell you what comes of your idea."
        ),
        validators=[
            Optional(),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )

    def __init__(self, areas: Sequence[Area], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_areas = {area.slug: area.name for area in areas}
        self.area.choices = [
            SelectChoice("", label=_l("Choose an area")),
            *choices_of(self.known_areas),
        ]
        if not areas:
            self.where.choices = [each for each in self.where.choices if each.value != "area"]

    @property
    def area_name(self) -> str:
        """The area chosen, by name."""
        return self.known_areas.get(self.area.data, "") if self.where.data == "area" else ""

    def validate_text(self, field: Any) -> None:
        # A browser counts the end of a line as one letter and sends two.
        if len((field.data or "").strip().replace("\r\n", "\n")) > LETTERS["text"]:
            raise ValidationError(_l("Use 600 characters or fewer"))

    def validate_spot(self, field: Any) -> None:
        if self.where.data == "spot" and not (field.data or "").strip():
            raise ValidationError(_l("Enter a street, a building or a postcode"))

    def validate_area(self, field: Any) -> None:
        if self.where.data == "area" and field.data not in self.known_areas:
            raise ValidationError(_l("Choose an area"))

    def validate_photo_alt(self, field: Any) -> None:
        if self.has_photo and not (field.data or "").strip():
            raise ValidationError(_l("Describe the picture, or remove it"))

    def validate_photo_agreed(self, field: Any) -> None:
        if self.has_photo and not field.data:
            raise ValidationError(_l("Confirm that nobody can be recognised, or that they agreed"))

    def validate_grow(self, field: Any) -> None:
        if len(field.data or ()) > MOST_TO_GROW:
            raise ValidationError(_l("Choose up to 2"))

    @property
    def has_photo(self) -> bool:
        chosen = bool(self.photo.data and getattr(self.photo.data, "filename", ""))
        return not self.photo_away.data and (chosen or bool(self.photo_key.data))

    def first_wrong_page(self) -> str | None:
        """The first page that has an error; None when all is well."""
        return next(
            (page for page, names in PAGES.items() if any(self[name].errors for name in names)),
            None,
        )

    def carried(self, page: str) -> list[tuple[str, str]]:
        """Names and values of what other pages asked, for hidden fields on `page`."""
        pairs: list[tuple[str, str]] = []
        for name, field in self._fields.items():
            if name in PAGES[page] or name in _ALWAYS_HIDDEN or name in ("photo", "photo_away"):
                continue
            if isinstance(field, BooleanField):
                pairs += [(name, "y")] if field.data else []
            elif isinstance(field, CheckboxesField):
                pairs += [(name, code) for code in field.data or ()]
            elif field.data:
                pairs.append((name, str(field.data)))
        return pairs

    def typed(self) -> dict[str, list[str]]:
        """All that was typed, as a draft keeps it."""
        kept: dict[str, list[str]] = {}
        pairs = [*self.carried("check"), ("name_shown", self.name_shown.data or "")]
        for name, value in [*pairs, ("photo_key", self.photo_key.data or "")]:
            kept.setdefault(name, []).append(value)
        return kept


def ticket_for(round_: Round) -> str:
    """Goes with the form on which a picture is chosen, to this browser and for this round."""
    return picture_ticket(str(round_.id))


def take_picture(round_: Round, form: IdeaForm) -> Conflict | None:
    """Clean and store a picture that came with the form, before any transaction.

    Not a byte of it is read unless the round takes ideas and this browser was given the form for
    it. Source: docs/rules/running.md section 4.
    """
    if form.photo_away.data:
        form.photo_key.data = form.photo_alt.data = ""
        form.photo_agreed.data = False
        return None
    sent = form.photo.data
    if not sent or not sent.filename:
        return None
    if not round_.takes_ideas(request_now()):
        return Conflict("idea.window_over")
    try:
        form.photo_key.data = uploads.take_picture(sent, str(round_.id)).hex()
    except Conflict as conflict:
        return conflict
    return None


def preview_of(form: IdeaForm) -> str | None:
    """The picture that came with the form, small; None without one."""
    if form.photo_away.data:
        return None
    return uploads.preview_of(digest_of(form.photo_key.data))


def facts_of(form: IdeaForm) -> services.IdeaFacts:
    """What the form says, as the service takes it."""
    where = form.where.data
    chosen = {area.slug: area.id for area in areas(db.session())}
    return services.IdeaFacts(
        title=form.title.data or "",
        text=form.text.data or "",
        area_id=chosen.get(form.area.data) if where == "area" else None,
        spot=(form.spot.data or "") if where == "spot" else "",
        who_benefits=form.who_benefits.data or "",
        photo=digest_of(form.photo_key.data),
        photo_alt=form.photo_alt.data or "",
        relations={name: tuple(form[name].data or ()) for name in RELATION_QUESTIONS},
        people=form.people.data or "",
        name_shown=form.name_shown.data or "",
        language=language_tag(str(get_locale() or "en")),
    )
