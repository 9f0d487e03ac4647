from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.places.models import Area
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.words.kinds import (
    IDEA_STATE_WORDS,
    NOT_TAKEN_WORDS,
)
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.fields import LineField, WordsField


def choices_of(words: Mapping[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(str(code), label=text) for code, text in words.items()]


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


class LeaveForm(IdeaActForm):
    reason = RadioField(
        _l("Why does it not go further?"),
        choices=choices_of(NOT_TAKEN_WORDS),
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
            Length(max=LETTERS["title"], message=_l("Use 120 characters or fewer for the title")),
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
    drawing = SelectField(_l("Drawing"), choices=choices_of(DRAWINGS))

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
    spelling = BooleanField(
        _l("Only the spelling changed"),
        description=_l(
            "Your name stands beside it. The team that gave the price must agree. If anything else "
            "changed, leave it empty: the team looks at its price again."
        ),
    )
