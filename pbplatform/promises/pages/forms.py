"""Forms of checks by residents, of replies, evidence and corrections: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.promises.kinds import EvidenceKind, Moment, ReplyKind, Verdict
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import DayField, LineField, WordsField

REASON = Length(max=600, message=_l("Use 600 characters or fewer"))


class SayForm(Form):
    verdict = RadioField(
        _l("Is it as promised?"),
        choices=choices_of(
            [
                (Verdict.YES, _l("Yes")),
                (Verdict.PARTLY, _l("Partly")),
                (Verdict.NO, _l("No")),
            ]
        ),
        validators=[InputRequired(_l("Choose yes, partly or no"))],
    )
    words = WordsField(
        _l("What is not as promised?"),
        description=_l("Needed for “partly” and “no”. Everybody can read it, without your name."),
        validators=[REASON],
    )


class ReplyForm(ConfirmForm):
    kind = RadioField(
        _l("What do you do about it?"),
        choices=choices_of(
            [
                (ReplyKind.PUT_RIGHT, _l("We put it right, by the day below")),
                (ReplyKind.EXPLAINED, _l("We explain why it is as promised")),
                (ReplyKind.NOT_KEPT, _l("We say that it is not as promised")),
            ]
        ),
        validators=[InputRequired(_l("Choose one of the three"))],
    )
    due = DayField(
        _l("By which day do you put it right?"),
        description=_l("Needed only then. For example 4 8 2027"),
        validators=[Optional()],
    )
    words = WordsField(
        _l("Your reply to residents"),
        description=_l("Everybody can read it. Say bad news first."),
        validators=[InputRequired(_l("Write your reply")), REASON],
    )
    fact_names = {
        "title": _l("What was promised"),
        "noes": _l("How many say no"),
        "replies": _l("How many replies were given"),
    }


class EvidenceForm(Form):
    kind = RadioField(
        _l("What do you attach?"),
        choices=choices_of(
            [
                (EvidenceKind.PHOTO, _l("A photo")),
                (EvidenceKind.DOCUMENT, _l("A document, as PDF")),
                (EvidenceKind.VISIT, _l("A visit: somebody went and looked")),
            ]
        ),
        validators=[InputRequired(_l("Choose a photo, a document or a visit"))],
    )
    beside = RadioField(_l("What does it belong to?"), default="")
    file = FileField(_l("The file"), description=_l("Not needed for a visit."))
    moment = RadioField(
        _l("What does the photo show?"),
        description=_l("On a project’s page, photos before and after stand side by side."),
        choices=choices_of(
            [
                (Moment.BEFORE, _l("How it was before")),
                (Moment.DURING, _l("How it is being done")),
                (Moment.AFTER, _l("How it is now that it is done")),
                (Moment.UNSAID, _l("Something else")),
            ]
        ),
        default=Moment.UNSAID,
    )
    day = DayField(
        _l("Of which day is it?"),
        description=_l("The day of the photo, of the document or of the visit."),
        validators=[InputRequired(_l("Enter a day"))],
    )
    caption = LineField(
        _l("What does it show?"),
        description=_l("One sentence that everybody can read."),
        validators=[
            InputRequired(_l("Say what it shows")),
            Length(max=300, message=_l("Use 300 characters or fewer")),
        ],
    )
    alt = LineField(
        _l("Describe the photo for people who cannot see it"),
        description=_l("Needed for a photo."),
        validators=[Length(max=300, message=_l("Use 300 characters or fewer"))],
    )


class TakeAwayForm(ConfirmForm):
    reason = WordsField(
        _l("Why is it wrong?"),
        description=_l("Everybody can read it."),
        validators=[InputRequired(_l("Say why it is wrong")), REASON],
    )
