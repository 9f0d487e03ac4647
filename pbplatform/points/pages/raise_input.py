"""The form of a point: what is typed on two pages, and the picture that comes with it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Email, InputRequired, Length, Optional

from pbplatform.core.errors import Conflict
from pbplatform.forums.models import ForumSeries
from pbplatform.points import services
from pbplatform.points.kinds import PointKind
from pbplatform.points.pages.forms import Choices
from pbplatform.points.words.kinds import KIND_CHOICES
from pbplatform.web import uploads
from pbplatform.web.choices import choices_of
from pbplatform.web.drafts import DraftForm
from pbplatform.web.fields import AddressField, LineField, WordsField

# What the first page asks; it travels with the second one in hidden fields.
WRITTEN = ("kind", "title", "verbatim", "area", "photo_key", "photo_alt", "photo_agreed")
# Whoever typed none of these has no draft yet.
WORDS = ("title", "verbatim", "photo_alt", "name")


class RaiseForm(DraftForm):
    """A point of a resident, on two pages. Shape only: what is missing is the service's rule."""

    kind = RadioField(
        _l("What is it?"), choices=choices_of(KIND_CHOICES), default=PointKind.REQUEST.value
    )
    title = LineField(
        _l("Say it in a few words"),
        description=_l("Like “Bins behind Sidings Row”"),
        validators=[
            InputRequired(_l("Say it in a few words")),
            Length(max=120, message=_l("Use 120 letters or fewer")),
        ],
    )
    verbatim = WordsField(
        _l("What do you want to change?"),
        description=_l("In your own words. Officials cannot change them."),
        validators=[
            InputRequired(_l("Say what you want to change")),
            Length(max=1500, message=_l("Use 1,500 letters or fewer")),
        ],
    )
    area = SelectField(_l("Where is it?"))
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
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )
    photo_agreed = BooleanField(_l("No one can be recognised, or they agreed"))
    photo_away = BooleanField(_l("Remove the picture"))
    without_name = BooleanField(_l("Do not show my name beside it"))
    name = LineField(
        _l("Your name, as it should stand beside your point (optional)"),
        description=_l("Leave it empty to stay without a name."),
        validators=[Length(max=80, message=_l("Use 80 letters or fewer"))],
    )
    email = AddressField(
        _l("Your e-mail address"),
        description=_l("We keep it for this point only, so that the answer reaches you."),
        validators=[
            Optional(),
            Email(_l("Enter an e-mail address like name@example.org")),
            Length(max=254, message=_l("This address is too long")),
        ],
        render_kw={"autocomplete": "email"},
    )

    def __init__(self, *, areas: Choices, formdata: MultiDict[str, str] | None = None) -> None:
        super().__init__(**({} if formdata is None else {"formdata": formdata}))
        self.area.choices = choices_of([("", _l("Everywhere")), *areas])

    @property
    def has_photo(self) -> bool:
        chosen = bool(self.photo.data and getattr(self.photo.data, "filename", ""))
        return not self.photo_away.data and (chosen or bool(self.photo_key.data))

    def validate_photo_alt(self, field: Any) -> None:
        if self.has_photo and not (field.data or "").strip():
            raise ValidationError(_l("Describe the picture, or remove it"))

    def validate_photo_agreed(self, field: Any) -> None:
        if self.has_photo and not field.data:
            raise ValidationError(_l("Confirm that nobody can be recognised, or that they agreed"))

    @property
    def is_well_written(self) -> bool:
        """Whether the first page has nothing to mend; read it after the form was validated."""
        return not any(self[name].errors for name in (*WRITTEN, "photo"))

    def carried(self) -> list[tuple[str, str]]:
        """Names and values of the first page, for hidden fields of the second."""
        return [
            (name, "y" if self[name].data is True else str(self[name].data))
            for name in WRITTEN
            if self[name].data not in (None, False)
        ]

    def typed(self) -> dict[str, str]:
        """All that was typed, as a draft keeps it: no address, which only a mail proves."""
        kept = dict(self.carried())
        kept.update({"name": self.name.data} if self.name.data else {})
        return {**kept, "without_name": "y"} if self.without_name.data else kept

    @property
    def picture(self) -> services.Photo | None:
        """The picture that was kept, with its description."""
        digest = uploads.digest_of(self.photo_key.data)
        return services.Photo(digest, self.photo_alt.data or "") if digest else None


def picture_form(forum: ForumSeries) -> str:
    """What a picture's ticket is for."""
    return f"forum-{forum.id}"


def take_picture(forum: ForumSeries, form: RaiseForm) -> None:
    """Clean and keep a picture that came with the form; what is wrong with it stands beside it."""
    if form.photo_away.data:
        form.photo_key.data = form.photo_alt.data = ""
        form.photo_agreed.data = False
        return
    sent = form.photo.data
    if not sent or not getattr(sent, "filename", ""):
        return
    try:
        form.photo_key.data = uploads.take_picture(sent, picture_form(forum)).hex()
    except Conflict as conflict:
        form.refuse(conflict)
