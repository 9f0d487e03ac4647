from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, InputRequired, Length, ValidationError

from pbplatform.accounts.queries import Holder
from pbplatform.accounts.words.roles import ROLE_NAMES
from pbplatform.core.local_time import end_of_day
from pbplatform.core.whole import whole_or_none
from pbplatform.front.scopes import GRANTABLE, fits, where_to_choose
from pbplatform.web.base_form import CheckboxesField, ConfirmForm, Form
from pbplatform.web.fields import AddressField, DayField, LineField, WordsField
from pbplatform.web.languages import own_name
from pbplatform.web.open_acts import OpenAct


class GrantForm(Form):
    """A role for a person: where, and until when."""

    name = LineField(
        _l("Name"),
        description=_l("As the public knows them"),
        validators=[
            InputRequired(_l("Enter their name")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
    )
    email = AddressField(
        _l("E-mail address"),
        description=_l("We tell them by mail. Nobody else sees it."),
        validators=[
            InputRequired(_l("Enter their e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
    )
    role = SelectField(_l("Role"), default="official")
    scope = SelectField(_l("Where"))
    title = LineField(
        _l("Post"),
        description=_l("For example Head of Parks. Shown beside answers."),
        validators=[Length(max=120, message=_l("Use 120 letters or fewer"))],
    )
    expires_on = DayField(
        _l("Last day"), validators=[InputRequired(_l("Enter the last day of the role"))]
    )

    hands_over = BooleanField(
        _l("Hand over: my own role there ends when they accept"),
        description=_l("Only for a facilitator of what you look after yourself."),
    )

    def offer(self, scopes: dict[str, str]) -> None:
        """What can be chosen: the roles there are, and the scopes of the person who gives one."""
        self.role.choices = [SelectChoice(role, ROLE_NAMES[role]) for role in GRANTABLE]
        self.scope.choices = [SelectChoice(scope, name) for scope, name in scopes.items()]

    def validate_scope(self, field: SelectField) -> None:
        if not fits(self.role.data, field.data):
            raise ValidationError(where_to_choose(self.role.data))

    def ends_at(self, timezone: ZoneInfo) -> datetime:
        """The midnight after the last day; read it after the form was validated."""
        last = self.expires_on.data or date.min
        return end_of_day(last, timezone)


class OfferForm(ConfirmForm):
    """The answer to an offer of a role: its page shows what is offered."""

    fact_names = {
        "role": _l("The role"),
        "scope": _l("Where"),
        "title": _l("The post"),
        "until": _l("Until"),
    }


class TakeBackForm(Form):
    """Which offer is taken back."""

    offer = HiddenField()


class LookForm(Form):
    """How many entries of the log the page showed."""

    entries = HiddenField()

    def validate_entries(self, field: HiddenField) -> None:
        """A number that anybody could have."""
        if whole_or_none(field.data) is None:
            field.data = "0"


class HandForm(Form):
    """Open acts and who shall have them."""

    acts = CheckboxesField(
        _l("What do you hand over?"),
        validators=[InputRequired(_l("Choose at least one thing, and to whom it goes"))],
    )
    to = SelectField(_l("Who shall have it?"))

    def offer(self, acts: Sequence[OpenAct], others: Sequence[Holder]) -> None:
        """What can be chosen; before anything is sent, everything is ticked."""
        self.acts.choices = [SelectChoice(act.name, act.what) for act in acts]
        self.to.choices = [SelectChoice(str(each.account_id), each.name) for each in others]
        if not self.is_submitted():
            self.acts.data = [act.name for act in acts]


class LayDownForm(ConfirmForm):
    """The end of a role of one's own."""

    fact_names = {
        "title": _l("The post"),
        "role": _l("The role"),
        "scope": _l("Where"),
        "until": _l("Until"),
    }

    reason = WordsField(
        _l("Why do you lay the role down?"),
        description=_l("Public, for example: moved away"),
        validators=[
            InputRequired(_l("Say why the role ends. The reason is public.")),
            Length(max=300, message=_l("Use 300 letters or fewer")),
        ],
    )


class EndForm(ConfirmForm):
    """The end of a role; `sure` is set by the page that asks for the reason."""

    fact_names = {
        "holder": _l("Who holds it"),
        "title": _l("The post"),
        "role": _l("The role"),
        "scope": _l("Where"),
        "until": _l("Until"),
    }

    grant = HiddenField()
    sure = BooleanField()
    reason = WordsField(
        _l("Why does the role end?"),
        description=_l("Public, for example: moved away"),
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )


class PairForm(Form):
    """One act that waits: which, what of it was seen, and the button."""

    act = HiddenField()
    seen = HiddenField()
    choice = HiddenField()


class LanguageForm(Form):
    """A language of the place, for pages and mails.

    Attributes:
        next: the page on which it was chosen.
    """

    language = RadioField(_l("Language"), validators=[InputRequired(_l("Choose a language"))])
    next = HiddenField()

    def offer(self, codes: Sequence[str]) -> None:
        """What can be chosen, each language by its own name."""
        self.language.choices = [SelectChoice(code, own_name(code)) for code in codes]


class NameForm(Form):
    """What a person is called."""

    name = LineField(
        _l("What should we call you?"),
        description=_l("Shown beside what you publish, for example “Rosa M.”"),
        validators=[
            InputRequired(_l("Enter the name we should use")),
            Length(max=80, message=_l("Use 80 letters or fewer")),
        ],
        render_kw={"autocomplete": "name"},
    )
