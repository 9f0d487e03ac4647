from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.core.errors import DomainError
from pbplatform.points.domain.composing import AnswerText, PromiseText, ReasonText
from pbplatform.points.kinds import AnswerType, PointKind, ReasonCode, Verdict
from pbplatform.points.words.kinds import KIND_CHOICES, point_kind
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import DayField, LineField, WholeField, WordsField

Choices = Sequence[tuple[str, str]]
_LONG = Length(max=20_000, message=_l("This is too long"))
_NEEDED_WITH_NO = _l("Needed when the answer is no, or yes in part.")
_SHORT = Length(max=500, message=_l("Use 500 letters or fewer"))
PROMISE_ROWS = 3
_POINT_FACTS = {
    "state": _l("Whether it is public"),
    "kind": _l("The kind"),
    "title": _l("The title"),
    "verbatim": _l("The words"),
    "raised_as": _l("The name beside it"),
    "team": _l("The team that must answer"),
    "offered_to": _l("The team that is asked to take it"),
    "due": _l("The day of the answer"),
    "answers": _l("How many answers it has"),
    "turns": _l("How many turns its clock took"),
}
_PROMISE_FACTS = {
    "what": _l("The promise"),
    "owner": _l("Who does it"),
    "due": _l("The promised day"),
    "done_on": _l("Done on"),
    "done_note": _l("Where people can see it"),
    "given_up_on": _l("Given up on"),
    "given_up_reason": _l("Why it was given up"),
}
_TYPES = (
    (AnswerType.YES.value, _l("Yes")),
    (AnswerType.PART.value, _l("Yes in part")),
    (AnswerType.ALREADY.value, _l("We do this already")),
    (AnswerType.NO.value, _l("No")),
)
_REASONS = (
    ("", _l("Choose a reason")),
    (ReasonCode.LAW.value, _l("The law")),
    (ReasonCode.MONEY.value, _l("Money: give the figure")),
    (ReasonCode.POWER.value, _l("Not our power: say whose")),
    (ReasonCode.SAFETY.value, _l("Safety")),
    (ReasonCode.POLICY.value, _l("Agreed policy: give the link")),
    (ReasonCode.EVIDENCE.value, _l("Evidence: give the link")),
    (ReasonCode.OTHER.value, _l("Other: in your words")),
)
_PARTS = (
    "sentence",
    "kind",
    "link",
    "reason",
    "detail",
    "would_change",
    "explanation",
)
_VERDICTS = (
    (Verdict.YES.value, _l("Yes")),
    (Verdict.PARTLY.value, _l("Partly")),
    (Verdict.NO.value, _l("No")),
)
# A refusal speaks of all promises; it is shown beside the first.
_BESIDE = {"promises": "what_1"}


class AnswerForm(Form):
    """Shape only: what an answer needs is in `composing`."""

    after = HiddenField()
    sentence = LineField(
        _l("Your answer in one sentence"),
        description=_l("This is what most people read. Begin with yes or no."),
        validators=[_SHORT],
    )
    kind = RadioField(
        _l("What kind of answer is it?"), choices=choices_of(_TYPES), validators=[Optional()]
    )
    link = LineField(
        _l("Link to where people can see it"),
        description=_l("Needed when it is done already."),
        validators=[_SHORT],
    )
    reason = SelectField(
        _l("Why not, or why not all of it?"),
        description=_NEEDED_WITH_NO,
        choices=choices_of(_REASONS),
    )
    detail = LineField(
        _l("The figure, the link, whose it is, or your words"),
        description=_l("What belongs to that reason. Needed with it."),
        validators=[_SHORT],
    )
    would_change = LineField(
        _l("What would change it?"), description=_NEEDED_WITH_NO, validators=[_SHORT]
    )
    explanation = WordsField(
        _l("Say more"),
        description=_l("Up to 300 words. Short words help everybody."),
        validators=[_LONG],
    )
    what_1 = LineField(_l("What"), validators=[_SHORT])
    owner_1 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_1 = DayField(_l("By when"))
    what_2 = LineField(_l("What"), validators=[_SHORT])
    owner_2 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_2 = DayField(_l("By when"))
    what_3 = LineField(_l("What"), validators=[_SHORT])
    owner_3 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_3 = DayField(_l("By when"))

    def __init__(self, *, question: bool, content: Mapping[str, Any] | None = None) -> None:
        super().__init__(formdata=MultiDict(content)) if content else super().__init__()
        if question:
            answer = (AnswerType.ANSWER.value, _l("An answer to the question"))
            self.kind.choices = choices_of([answer, *_TYPES])

    def refuse(self, error: DomainError) -> None:
        error.field = _BESIDE.get(error.field or "", error.field)
        super().refuse(error)

    def promises(self) -> list[PromiseText]:
        """The rows in which something was typed."""
        rows = [
            PromiseText(
                what=self[f"what_{n}"].data or "",
                owner=self[f"owner_{n}"].data or "",
                due=self[f"due_{n}"].data,
            )
            for n in range(1, PROMISE_ROWS + 1)
        ]
        return [row for row in rows if row.what.strip() or row.owner.strip() or row.due]

    def answer(self) -> AnswerText:
        """What was typed, as an answer; whether it is one is the service's rule."""
        reason = ReasonText(
            code=self.reason.data or "",
            detail=self.detail.data or "",
            would_change=self.would_change.data or "",
        )
        return AnswerText(
            kind=self.kind.data or "",
            sentence=self.sentence.data or "",
            explanation=self.explanation.data or "",
            link=self.link.data or "",
            reasons=[reason] if reason.code else [],
            promises=self.promises(),
        )

    def content(self) -> dict[str, Any]:
        """Everything as typed, to keep as a draft."""
        kept: dict[str, Any] = {name: self[name].data or "" for name in _PARTS}
        for n in range(1, PROMISE_ROWS + 1):
            kept[f"what_{n}"] = self[f"what_{n}"].data or ""
            kept[f"owner_{n}"] = self[f"owner_{n}"].data or ""
            day, month, year = self[f"due_{n}"].parts
            kept |= {f"due_{n}-day": day, f"due_{n}-month": month, f"due_{n}-year": year}
        return kept


class PointActForm(ConfirmForm):
    """An act on a point: it takes the point that the page showed."""

    fact_names = _POINT_FACTS

    def say(self, name: str, text: str) -> str:
        return point_kind(text) if name == "kind" else super().say(name, text)


class PassOnForm(PointActForm):
    team = SelectField(_l("To which team?"))
    reason = LineField(
        _l("Why is it not yours?"), description=_l("The reason is public."), validators=[_SHORT]
    )

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class SendBackForm(PointActForm):
    reason = LineField(
        _l("Why is it not yours?"), description=_l("The reason is public."), validators=[_SHORT]
    )


class MoreTimeForm(PointActForm):
    days = WholeField(
        _l("How many working days more?"),
        description=_l("1 to 10. You can ask once, before the promised day."),
        validators=[Optional()],
    )
    reason = LineField(
        _l("Why do you need them?"), description=_l("The reason is public."), validators=[_SHORT]
    )


class TakeForm(PointActForm):
    """A button: nothing to fill in."""


class QuestionForm(PointActForm):
    question = WordsField(
        _l("Your question to the person who asked"),
        description=_l("The question is public. The clock stops once, 10 working days at most."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )


class NoteForm(PointActForm):
    text = WordsField(
        _l("What people should know"),
        description=_l("A note is not an answer. The clock runs on."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )


class ReplyForm(Form):
    reply = WordsField(
        _l("Your reply"),
        description=_l("The reply is public. The clock of the team starts again."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )


class AssessForm(Form):
    verdict = RadioField(
        _l("Does this answer the point?"),
        choices=choices_of(_VERDICTS),
        validators=[Optional()],
    )
    missing = WordsField(
        _l("What is missing?"),
        description=_l("Shown without your name."),
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )


class PromiseForm(ConfirmForm):
    """Done, a new day, or given up: the button says which."""

    fact_names = _PROMISE_FACTS

    done_on = DayField(_l("On which day was it done?"))
    note = LineField(_l("Where can people see it?"), validators=[_SHORT])
    due = DayField(_l("The new day"), description=_l("Needed to give a new day."))
    reason = LineField(
        _l("Why?"),
        description=_l("Needed to give a new day, or to give it up. The reason is public."),
        validators=[_SHORT],
    )


class PublishForm(PointActForm):
    title = LineField(
        _l("Plain title"), validators=[Length(max=120, message=_l("Use 120 letters or fewer"))]
    )
    team = SelectField(_l("Which team must answer?"))
    reason = LineField(
        _l("If you do not publish it: why?"),
        description=_l("Needed then. The person who asked reads it."),
        validators=[_SHORT],
    )

    def __init__(self, *, teams: Choices) -> None:
        super().__init__()
        self.team.choices = choices_of(teams)


class LookAfterForm(PointActForm):
    """What a facilitator may still change about a public point; the button says what."""

    team = SelectField(_l("Give it to another team"))
    stays = SelectField(_l("Join it to a point that says the same"))
    kind = RadioField(_l("What is it?"), choices=choices_of(KIND_CHOICES))
    reason = LineField(_l("Reason"), description=_l("The reason is public."), validators=[_SHORT])

    def __init__(self, *, teams: Choices, points: Sequence[tuple[str, str]], kind: str) -> None:
        super().__init__(data={"kind": kind})
        self.team.choices = choices_of(teams)
        self.stays.choices = choices_of([("", _l("Choose a point")), *points])


class RaiseForm(Form):
    """A point of a resident. Shape only: what is missing is the service's rule."""

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
    without_name = BooleanField(_l("Do not show my name beside it"))

    def __init__(self, *, areas: Choices) -> None:
        super().__init__()
        self.area.choices = choices_of([("", _l("Everywhere")), *areas])


class RecordForm(Form):
    """A point of a meeting, written down by the facilitator."""

    kind = RadioField(
        _l("What is it?"), choices=choices_of(KIND_CHOICES), default=PointKind.REQUEST.value
    )
    title = LineField(
        _l("In a few plain words"), validators=[Length(max=120, message=_l("Use 120 or fewer"))]
    )
    verbatim = WordsField(
        _l("In the person’s own words"),
        description=_l("Read it back to the person. Officials cannot change it."),
        validators=[Length(max=1500, message=_l("Use 1,500 letters or fewer"))],
    )
    raised_as = LineField(
        _l("The name the person wants beside it"),
        validators=[Length(max=80, message=_l("Use 80 letters or fewer"))],
    )
    area = SelectField(_l("Area"))
    team = SelectField(_l("Which team must answer?"))

    def __init__(self, *, areas: Choices, teams: Choices) -> None:
        super().__init__()
        self.area.choices = choices_of([("", _l("Everywhere")), *areas])
        self.team.choices = choices_of(teams)


class ActForm(Form):
    """A button: nothing to fill in."""
