"""From an old thing to the words of the new idea, and back from what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from pbplatform.carry.domain.origin import NewWords, Origin
from pbplatform.places.models import Area
from pbplatform.proposals.domain.idea import LETTERS
from pbplatform.proposals.words.kinds import NAME_SHOWN_WORDS
from pbplatform.rounds.models import Round
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import LineField, WordsField
from pbplatform.web.lengths import AtMost


class CarryForm(Form):
    """The idea as it will be, on one page."""

    round = RadioField(
        _l("Into which round?"), choices=[], validators=[InputRequired(_l("Choose a round"))]
    )
    title = LineField(
        _l("Title"),
        validators=[
            InputRequired(_l("Enter a title")),
            Length(max=LETTERS["title"], message=_l("Use 120 characters or fewer for the title")),
        ],
    )
    text = WordsField(
        _l("What should happen?"),
        description=_l("An idea has 600 characters or fewer. You can shorten it here."),
        validators=[InputRequired(_l("Say what should happen"))],
    )
    where = RadioField(
        _l("Where?"),
        choices=choices_of(
            [
                ("spot", _l("At a place")),
                ("area", _l("In an area")),
                ("everywhere", _l("Everywhere")),
            ]
        ),
        validators=[InputRequired(_l("Choose where"))],
    )
    spot = LineField(_l("Street, building or postcode"), validators=[AtMost(LETTERS["spot"])])
    area = SelectField(_l("Area"), choices=[], validate_choice=False)
    name_shown = RadioField(
        _l("How should we show your name?"), choices=choices_of(NAME_SHOWN_WORDS.items())
    )
    picture = BooleanField(_l("Take the picture along"))
    answers = BooleanField(_l("Take the answers about bringing people closer along"))

    def __init__(
        self,
        origin: Origin,
        rounds: Sequence[Round],
        areas: Sequence[Area],
        *,
        own: bool,
        **more: Any,
    ) -> None:
        self.ids = {area.slug: area.id for area in areas}
        slugs = {area.id: area.slug for area in areas}
        area = slugs.get(origin.area_id or 0, "")
        place = "area" if area else "spot" if origin.spot else "everywhere"
        super().__init__(
            data={
                "round": rounds[0].slug if len(rounds) == 1 else None,
                "title": origin.title,
                "text": origin.text,
                "where": place,
                "spot": origin.spot,
                "area": area,
                "name_shown": origin.name_shown,
                "picture": True,
                "answers": True,
            },
            **more,
        )
        self.round.choices = [SelectChoice(each.slug, label=each.name) for each in rounds]
        self.area.choices = [
            SelectChoice("", label=_l("Choose an area")),
            *choices_of([(each.slug, each.name) for each in areas]),
        ]
        if not areas:
            self.where.choices = [each for each in self.where.choices if each.value != "area"]
        for name, used in (
            ("name_shown", own),
            ("picture", origin.photo is not None),
            ("answers", bool(origin.relations or origin.people)),
        ):
            if not used:
                del self[name]

    def validate_text(self, field: Any) -> None:
        # A browser counts the end of a line as one letter and sends two.
        if len((field.data or "").strip().replace("\r\n", "\n")) > LETTERS["text"]:
            raise ValidationError(_l("Use 600 characters or fewer"))

    def validate_spot(self, field: Any) -> None:
        if self.where.data == "spot" and not (field.data or "").strip():
            raise ValidationError(_l("Enter a street, a building or a postcode"))

    def validate_area(self, field: Any) -> None:
        if self.where.data == "area" and field.data not in self.ids:
            raise ValidationError(_l("Choose an area"))

    @property
    def words(self) -> NewWords:
        """What was typed, as the service takes it."""
        where = self.where.data
        name, picture, answers = (
            self._fields.get(each) for each in ("name_shown", "picture", "answers")
        )
        return NewWords(
            title=self.title.data or "",
            text=self.text.data or "",
            area_id=self.ids.get(self.area.data) if where == "area" else None,
            spot=(self.spot.data or "") if where == "spot" else "",
            name_shown=name.data if name is not None else "",
            keeps_picture=picture is None or bool(picture.data),
            keeps_answers=answers is None or bool(answers.data),
        )
