"""The sheet of components: every macro in every state, for people who build pages and for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length

from pbplatform.core.paging import page_of
from pbplatform.web.base_form import CheckboxesField, Form
from pbplatform.web.fields import (
    AddressField,
    DayField,
    LineField,
    MoneyField,
    WholeField,
    WordsField,
)
from pbplatform.web.guards import demo_only

bp = Blueprint("components", __name__)
_AREAS = [SelectChoice(name.lower(), label=name) for name in ("North", "Central", "South", "East")]
_DAY = datetime(2027, 3, 10, 10, 14, tzinfo=UTC)


class SheetForm(Form):
    """One field of each kind."""

    title = LineField(
        _l("Title"),
        description=_l("Say it in a few words, like “Benches on Mill Lane”."),
        validators=[InputRequired(_l("Enter a title"))],
    )
    email = AddressField(
        _l("Your e-mail address"),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
        ],
        render_kw={"autocomplete": "email"},
    )
    what = WordsField(
        _l("What should happen?"),
        description=_l("What would people see or do that they cannot now?"),
        validators=[
            InputRequired(_l("Say what should happen")),
            Length(max=600, message=_l("Use 600 characters or fewer")),
        ],
    )
    where = RadioField(
        _l("Where?"),
        choices=[
            SelectChoice("place", label=_l("At a place")),
            SelectChoice("everywhere", label=_l("Everywhere")),
        ],
        validators=[InputRequired(_l("Choose where"))],
    )
    street = LineField(_l("Street, building or postcode"))
    area = SelectField(_l("Area"), choices=_AREAS)
    grows = CheckboxesField(
        _l("What should grow?"),
        description=_l("Choose as many as you like."),
        choices=[
            SelectChoice("warm", label=_l("Warmth")),
            SelectChoice("trust", label=_l("Trust")),
            SelectChoice("natural", label=_l("Ease")),
        ],
        validators=[InputRequired(_l("Choose at least one"))],
    )
    people = WholeField(_l("How many people?"), description=_l("A guess is fine."))
    cost = MoneyField(_l("Highest cost"), validators=[InputRequired(_l("Enter an amount"))])
    by_when = DayField(
        _l("By when?"),
        description=_l("For example 4 3 2027"),
        validators=[InputRequired(_l("Enter a day"))],
    )
    photo = FileField(_l("Photo"), description=_l("JPEG, PNG or WebP, smaller than 10 MB."))
    agreed = BooleanField(
        _l("No one can be recognised, or they agreed"),
        validators=[InputRequired(_l("Tick the box, or leave the photo out"))],
    )


def _wrong_form() -> SheetForm:
    """A form as it comes back when everything is missing or wrong."""
    typed = MultiDict(
        {
            "wrong-email": "rosa.example.org",
            "wrong-what": "Benches",
            "wrong-cost": "lots",
            "wrong-by_when-day": "31",
            "wrong-by_when-month": "2",
            "wrong-by_when-year": "2027",
        }
    )
    form = SheetForm(formdata=typed, prefix="wrong", meta={"csrf": False})
    form.validate()
    return form


def _demo_bar() -> SimpleNamespace:
    people = [("rosa", "Rosa, a resident"), ("amina", "Amina, a delegate")]
    return SimpleNamespace(now=_DAY, persona="rosa", personas=people)


@bp.route("/dev/components", methods=["GET", "POST"])
@demo_only
def sheet() -> ResponseReturnValue:
    """Sent with wrong values it shows the errors, like every form."""
    form = SheetForm()
    form.validate_on_submit()
    page = render_template(
        "dev/components.html",
        form=form,
        wrong=_wrong_form(),
        demo_bar=_demo_bar(),
        now=_DAY,
        later=_DAY + timedelta(days=4, hours=9),
        long_list=page_of(range(231), wanted=2, size=20),
        long_list_url=lambda number: f"#page-{number}",
    )
    return page, form.status
