from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Email, InputRequired, Length

from pbplatform.web.base_form import Form
from pbplatform.web.fields import AddressField, LineField


class SignInForm(Form):
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("We send you a link. You need no password."),
        validators=[
            InputRequired(_l("Enter your e-mail address")),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )
    next = HiddenField()
    instead_of = HiddenField()


class UseLinkForm(Form):
    """`name` is asked only of somebody new."""

    name = LineField(
        _l("What should we call you?"),
        description=_l("Shown beside what you publish, for example “Rosa M.”"),
        validators=[Length(max=80, message=_l("Use 80 letters or fewer"))],
        render_kw={"autocomplete": "name"},
    )
