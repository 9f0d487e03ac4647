"""The base of every form: CSRF on, refusals land beside their field, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import FileField, FormField, HiddenField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from pbplatform.core.confirmation import Change, ChangedMeanwhile, Facts, seal
from pbplatform.core.errors import Conflicts, DomainError
from pbplatform.web.presentation import long_date
from pbplatform.web.refusals import MESSAGES, message_for
from pbplatform.web.sentences import gettext

# All that the fields and validators in use can say of themselves; a test compares.
_PLAIN_WORDS = {
    "Not a valid choice.": _l("Choose one from the list"),
    "'%(value)s' is not a valid choice for this field.": _l("Choose one from the list"),
    "Invalid Choice: could not coerce.": _l("Choose one from the list"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l(
        "Choose one from the list"
    ),
    "Not a valid integer value.": _l("Enter a whole number, like 12"),
    "Not a valid decimal value.": _l("Enter a number, like 12.5"),
    "Not a valid date value.": _l("Enter a day, like 2027-03-14"),
    "Not a valid datetime value.": _l("Enter a day and a time, like 2027-03-14 20:00"),
    "Not a valid time value.": _l("Enter a time, like 18:30"),
    "This field is required.": _l("This is missing"),
    "Invalid email address.": _l("Enter an e-mail address like name@example.org"),
    "Field must be at least %(min)d character long.": _l("This is too short"),
    "Field cannot be longer than %(max)d character.": _l("This is too long"),
    "Field must be exactly %(max)d character long.": _l("This has not the right length"),
    "Field must be between %(min)d and %(max)d characters long.": _l(
        "This is too short or too long"
    ),
    "Number must be at least %(min)s.": _l("This number is too small"),
    "Number must be at most %(max)s.": _l("This number is too large"),
    "Number must be between %(min)s and %(max)s.": _l("This number is too small or too large"),
}


class _Words:
    """What WTForms itself says, in our words and the language of the page.

    Nothing else goes to gettext from here: WTForms also asks for names of fields, which nobody
    could translate. Our sentences have no gaps, so what WTForms fills in goes nowhere.
    """

    def gettext(self, text: str) -> str:
        return _in_our_words(text)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return _in_our_words(singular if singular in _PLAIN_WORDS or number == 1 else plural)


def _in_our_words(text: str) -> str:
    return str(_PLAIN_WORDS.get(text, text))


class Form(FlaskForm):
    """Shape only (present, a number, on the list); whether it is allowed is the service's rule.

    Attributes:
        refused: how a rule refused what was sent, if one did; what was read before may be old.
    """

    refused: DomainError | None = None

    class Meta(FlaskForm.Meta):
        def get_translations(self, _form: object) -> _Words:
            return _Words()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Files are for file fields and words for the others, whatever was sent."""
            sent = super().wrap_formdata(form, formdata)
            if sent is None:
                return None
            of_files = {field.name for field in form if isinstance(field, FileField)}
            return MultiDict(
                (name, value)
                for name, value in sent.items(multi=True)
                if isinstance(value, FileStorage) == (name in of_files)
            )

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside its field, or at the top when it belongs to none.

        Several that were found together are shown together.
        """
        if isinstance(error, Conflicts):
            for each in error.all:
                self.refuse(each)
            return
        text = message_for(error)
        if error.field and error.field in self._fields:
            held = self._fields[error.field]
            held.errors = [*held.errors, text]
        else:
            self.form_errors.append(text)

    def refuse_as_too_old(self, code: str) -> None:
        """Its token was too old: the sentence of `code` in place of what the token's field says."""
        if token := self._fields.get("csrf_token"):
            token.errors = []
        self.form_errors = [str(MESSAGES[code])]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, in the order of the page: where it is (an element id) and what."""
        found = [("", str(text)) for text in self.form_errors]
        for field in self:
            found.extend(_problems_of(field))
        return found

    @property
    def status(self) -> int:
        """HTTP status of the page that shows this form: 409 with a refusal, 422 with bad shape."""
        if self.form_errors:
            return 409
        return 422 if any(field.errors for field in self._fields.values()) else 200


class ConfirmForm(Form):
    """A page on which somebody confirms what it shows (docs/rules/forms.md section 2).

    The view sets `show(facts)` or `carry(facts)` before it renders, and hands `seen.data` to the
    service, or compares it under the lock itself.

    Attributes:
        fact_names: of the facts, as people know them; the change of one without a name is unsaid.
    """

    seen = HiddenField()
    fact_names: Mapping[str, object] = {}
    _was_told = False

    def say(self, _name: str, text: str) -> str:
        """A fact's value in words."""
        return day_in_words(text)

    def refuse(self, error: DomainError) -> None:
        """As every form; of what changed meanwhile, also before and now."""
        if isinstance(error, ChangedMeanwhile):
            self.refuse_changed(error, self.fact_names, self.say)
        else:
            super().refuse(error)

    def carry(self, facts: Facts) -> None:
        """Carry what the person saw first, and what holds now once they were told of it.

        So a form that comes back for a mistake hides no change behind what was typed.
        """
        if self._was_told or not self.seen.data:
            self.show(facts)

    def show(self, facts: Facts) -> None:
        """Carry what the page shows now, whatever the last one carried."""
        self.seen.data = seal(facts)

    def refuse_changed(
        self,
        error: ChangedMeanwhile,
        names: Mapping[str, object],
        say: Callable[[str, str], str] = lambda _name, value: value,
    ) -> None:
        """Say what changed, before and now.

        Args:
            names: of the facts, as people know them; facts without a name stay unsaid.
            say: a fact's value in words, from its name and its text.
        """
        self._was_told = True
        super().refuse(error)
        for change in error.changes:
            if name := names.get(change.name):
                self.form_errors.append(_change_in_words(str(name), change, say))


def _said(say: Callable[[str, str], str], name: str, text: str) -> str:
    """A value in words; what nobody can say so, since a stranger made the field, stays as it is."""
    try:
        return say(name, text)
    except (ValueError, KeyError):
        return text


def day_in_words(text: str) -> str:
    """A day as people write it; any other text as it is."""
    try:
        return long_date(date.fromisoformat(text))
    except ValueError:
        return text


def _change_in_words(name: str, change: Change, say: Callable[[str, str], str]) -> str:
    if change.before is None and change.after is None:
        return gettext("%(name)s is not what it was.", name=name)
    before, after = (
        _said(say, change.name, text) if text else gettext("nothing")
        for text in (change.before, change.after)
    )
    return gettext(
        "%(name)s: before %(before)s, now %(after)s.", name=name, before=before, after=after
    )


def _problems_of(field: Any) -> list[tuple[str, str]]:
    """Errors of a field, or of the fields inside it."""
    inner = getattr(field, "entries", None) or (
        list(field.form) if isinstance(field, FormField) else []
    )
    anchor = getattr(field, "anchor", field.id)
    found = [] if inner else [(anchor, str(text)) for text in field.errors[:1]]
    for part in inner:
        found.extend(_problems_of(part))
    return found


class CheckboxesField(SelectMultipleField):
    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        # The same box twice is one choice.
        super().process_formdata(list(dict.fromkeys(valuelist)))
