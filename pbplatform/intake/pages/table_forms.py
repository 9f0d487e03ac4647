"""The form of one slip, and of a page of them."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms import Form as Part
from wtforms.validators import NumberRange, Optional

from pbplatform.core.whole import whole_or_none
from pbplatform.intake import services
from pbplatform.intake.domain.origin import LETTERS
from pbplatform.intake.domain.table import FIELD_LETTERS, Typed
from pbplatform.intake.kinds import ContactBy
from pbplatform.intake.services.table import HIGHEST_SLIP
from pbplatform.intake.words.origins import CONTACTS
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import LineField, WholeField, WordsField
from pbplatform.web.lengths import AtMost
from pbplatform.web.sentences import gettext as _

ROWS = 10  # empty ones on a page
MOST_TO_MEND = 10  # rows with something missing that come first on a page


class SlipFields:
    """One slip; its hidden parts say which row it is and what of it the page showed."""

    key = HiddenField()
    revision = HiddenField()
    same = HiddenField()
    slip = WholeField(
        _l("Number of the slip"),
        validators=[
            Optional(),
            NumberRange(1, HIGHEST_SLIP, _l("Enter the number that is printed on the slip.")),
        ],
    )
    goes = SelectField(_l("What is it?"))
    title = LineField(_l("In a few plain words"), validators=[AtMost(FIELD_LETTERS["title"])])
    text = WordsField(_l("What the slip says"), validators=[AtMost(FIELD_LETTERS["text"])])
    place = LineField(_l("Where? (empty: everywhere)"), validators=[AtMost(FIELD_LETTERS["place"])])
    name = LineField(_l("Name to show (optional)"), validators=[AtMost(FIELD_LETTERS["name"])])
    consent = BooleanField(_l("The yes is ticked on the slip"))
    contact = SelectField(
        _l("How do we tell the person?"),
        choices=choices_of(CONTACTS),
        default=ContactBy.NONE.value,
    )
    reach = WordsField(
        _l("E-mail address; or for letters the name, and below it the postal address"),
        validators=[AtMost(FIELD_LETTERS["reach"])],
    )

    def validate_reach(self, field: Any) -> None:
        """Nobody sees it again once it is sealed, so its shape is looked at now."""
        typed = (field.data or "").strip()
        if not typed:
            return
        name, _line, address = typed.replace("\r\n", "\n").partition("\n")
        if self.contact.data == ContactBy.EMAIL.value and ("@" not in name or address):
            field.errors = [*field.errors, _("Enter an e-mail address like name@example.org")]
        if self.contact.data == ContactBy.POST.value:
            too_long = len(name) > LETTERS["addressee"] or len(address) > LETTERS["address"]
            if not address.strip() or too_long:
                told = _("Enter the name in the first line, and the address in lines below it.")
                field.errors = [*field.errors, told]
        if self.contact.data == ContactBy.NONE.value:
            field.errors = [*field.errors, _("Choose e-mail or letter, or leave this empty.")]

    def sent(self, window: str = "") -> services.SentRow:
        """What the service takes."""
        return services.SentRow(
            window=window,
            key=self.key.data or "",
            revision=whole_or_none(self.revision.data) or 0,
            typed=Typed(
                slip=self.slip.data,
                goes=self.goes.data or "",
                title=self.title.data or "",
                text=self.text.data or "",
                place=self.place.data or "",
                name=self.name.data or "",
                consent=bool(self.consent.data),
                contact=ContactBy(self.contact.data),
                reach=self.reach.data or "",
                same=self.same.data or "",
            ),
        )


class SlipForm(SlipFields, Part):
    """One slip among others on a page."""

    class Meta:
        get_translations = Form.Meta.get_translations  # what WTForms says, in our words


class TableForm(Form):
    rows = FieldList(FormField(SlipForm), max_entries=ROWS + MOST_TO_MEND)


class RowForm(SlipFields, Form):
    """One row that a script sends; it carries the page's window too."""

    window = HiddenField()
