from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, Optional

from pbplatform.places.models import Area
from pbplatform.proposals.kinds import MOST_TO_GROW, NameShown
from pbplatform.proposals.policies import TEXT_LETTERS, TITLE_LETTERS
from pbplatform.proposals.words.kinds import (
    IDEA_STATE_WORDS,
    NAME_SHOWN_WORDS,
    NOT_TAKEN_WORDS,
    RELATION_QUESTIONS,
    RELATION_WORDS,
    RULE_WORDS,
)
from pbplatform.rounds.models import Committee
from pbplatform.web.base_form import CheckboxesField, ConfirmForm, Form
from pbplatform.web.fields import AddressField, LineField, WordsField

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
_ALWAYS_HIDDEN = ("csrf_token", "photo_key", "draft")


def _choices(words: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(code), label=text) for code, text in words.items()]


def _question(name: str) -> CheckboxesField:
    return CheckboxesField(
        RELATION_QUESTIONS[name],
        choices=_choices(RELATION_WORDS[name]),
        validators=[Optional()],
    )


class IdeaForm(Form):
    """Three pages of one form: what is not on the page shown travels in hidden fields."""

    title = LineField(
        _l("Title"),
        description=_l("Say it in a few words, like “Benches on Mill Lane”."),
        validators=[
            InputRequired(_l("Enter a title")),
            Length(max=TITLE_LETTERS, message=_l("Use 120 characters or fewer for the title")),
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
        validators=[Length(max=120, message=_l("Use 120 characters or fewer"))],
    )
    area = SelectField(_l("Area"), choices=[], validate_choice=False)
    who_benefits = LineField(
        _l("Who would benefit most? (optional)"),
        description=_l("For example: older people waiting for the bus."),
        validators=[Length(max=200, message=_l("Use 200 characters or fewer"))],
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
        validators=[Length(max=300, message=_l("Use 300 characters or fewer"))],
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
        validators=[Length(max=200, message=_l("Use 200 characters or fewer"))],
    )
    name_shown = RadioField(
        _l("How should we show your name?"),
        choices=_choices(NAME_SHOWN_WORDS),
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
    draft = HiddenField()

    def __init__(self, areas: Sequence[Area], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_areas = {area.slug: area.name for area in areas}
        self.area.choices = [
            SelectChoice("", label=_l("Choose an area")),
            *_choices(self.known_areas),
        ]
        if not areas:
            self.where.choices = [each for each in self.where.choices if each.value != "area"]

    @property
    def area_name(self) -> str:
        """The area chosen, by name."""
        return self.known_areas.get(self.area.data, "") if self.where.data == "area" else ""

    def validate_text(self, field: Any) -> None:
        # A browser counts the end of a line as one letter and sends two.
        if len((field.data or "").strip().replace("\r\n", "\n")) > TEXT_LETTERS:
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


class WordsForm(Form):
    """One text, for asking again."""

    words = WordsField(
        _l("Why should we look again?"),
        description=_l("A facilitator reads this within 2 working days."),
        validators=[InputRequired(_l("Say why we should look again"))],
    )


class IdeaActForm(ConfirmForm):
    """An act on an idea: it takes the idea that the page showed."""

    fact_names = {
        "state": _l("Where it stands"),
        "title": _l("The title"),
        "text": _l("The words"),
        "spot": _l("The place"),
        "who_benefits": _l("Who it is for"),
        "photo": _l("The picture"),
        "photo_alt": _l("What the picture shows"),
        "second_look_words": _l("Why a second look was asked for"),
        "look_by": _l("The day of the first look"),
    }

    def say(self, name: str, text: str) -> str:
        return str(IDEA_STATE_WORDS.get(text, text)) if name == "state" else super().say(name, text)


class RefuseForm(IdeaActForm):
    rule = RadioField(
        _l("Which rule does it break?"),
        choices=_choices(RULE_WORDS),
        validators=[InputRequired(_l("Choose the rule that the idea breaks"))],
    )
    words = WordsField(
        _l("Why?"),
        description=_l("Quote the words that break the rule. Only the author reads this."),
        validators=[InputRequired(_l("Say why, and quote the words that break the rule"))],
    )


class GiveForm(IdeaActForm):
    committee = SelectField(_l("Committee"), validators=[InputRequired(_l("Choose a committee"))])

    def __init__(self, committees: Sequence[Committee], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee.choices = [SelectChoice(each.slug, label=each.name) for each in committees]


class LeaveForm(IdeaActForm):
    reason = RadioField(
        _l("Why does it not go further?"),
        choices=_choices(NOT_TAKEN_WORDS),
        validators=[InputRequired(_l("Choose a reason"))],
    )
    words = WordsField(
        _l("Tell the author in your own words"),
        description=_l("Everybody can read this. Say what they can do now."),
        validators=[
            InputRequired(_l("Say why in your own words. The author and everybody read it."))
        ],
    )


DRAWINGS: Mapping[str, Any] = {
    "": _l("A house with a flag"),
    "path": _l("A ramp with a handrail"),
    "kitchen": _l("A steaming pot"),
    "splash": _l("A child among water jets"),
    "book": _l("An open book"),
    "bench": _l("A bench under a tree"),
    "ball": _l("A ball and a hoop"),
    "cup": _l("A mug and a spanner"),
    "trees": _l("A tree between two houses"),
    "crossing": _l("A zebra crossing"),
    "lamp": _l("A street lamp"),
    "tap": _l("A tap and a drop of water"),
    "tools": _l("Tools in a shed"),
}


class ProposalForm(Form):
    title = LineField(
        _l("Title"),
        validators=[
            InputRequired(_l("Enter a title")),
            Length(max=TITLE_LETTERS, message=_l("Use 120 characters or fewer for the title")),
        ],
    )
    summary = WordsField(
        _l("Summary for the ballot"),
        description=_l("At most 40 words. You can write it later, but before the decision."),
        validators=[Length(max=400, message=_l("Use 400 characters or fewer"))],
    )
    text = WordsField(
        _l("What will be done?"),
        description=_l("Keep the authors’ words where you can."),
        validators=[InputRequired(_l("Say what the proposal is"))],
    )
    area = SelectField(_l("Area"), validate_choice=True)
    spot = LineField(
        _l("Where exactly? (optional)"),
        validators=[Length(max=200, message=_l("Use 200 characters or fewer"))],
    )
    who_benefits = LineField(
        _l("Who benefits? (optional)"),
        validators=[Length(max=300, message=_l("Use 300 characters or fewer"))],
    )
    breakers_answer = WordsField(
        _l("What gets in the way: what do you answer? (optional)"),
        description=_l("Stands beside the authors’ words on the relationship card."),
    )
    makers_answer = WordsField(_l("Who could make it happen: what do you answer? (optional)"))
    drawing = SelectField(_l("Drawing"), choices=_choices(DRAWINGS))

    def __init__(self, areas: Sequence[Area], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area.choices = [
            SelectChoice("", label=_l("No single area")),
            *(SelectChoice(area.slug, label=area.name) for area in areas),
        ]


class ChangeForm(ProposalForm):
    after = HiddenField()
    reason = LineField(
        _l("Why does it change?"),
        description=_l("Everybody can read this beside the change."),
        validators=[InputRequired(_l("Say why the text changes. The reason is public."))],
    )
