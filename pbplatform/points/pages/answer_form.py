"""The form of an answer: shape only. What an answer needs is in `composing`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import Length, Optional

from pbplatform.core.errors import DomainError
from pbplatform.points.domain.composing import AnswerText, PromiseText, ReasonText
from pbplatform.points.kinds import AnswerType, ReasonCode
from pbplatform.points.models import AnswerDraft
from pbplatform.points.pages.forms import SHORT
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import DayField, LineField, WordsField

_LONG = Length(max=20_000, message=_l("This is too long"))
_NEEDED_WITH_NO = _l("Needed when the answer is no, or yes in part.")


PROMISE_ROWS = 3
_PROJECT = _l("Which project does it? (optional)")
_ADDRESS = _l("The address of the project on this site.")
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
    "about",
)


# A refusal speaks of all promises; it is shown beside the first.
_BESIDE = {"promises": "what_1"}


class AnswerForm(Form):
    """Shape only: what an answer needs is in `composing`."""

    after = HiddenField()
    sentence = LineField(
        _l("Your answer in one sentence"),
        description=_l("This is what most people read. Begin with yes or no."),
        validators=[SHORT],
    )
    kind = RadioField(
        _l("What kind of answer is it?"), choices=choices_of(_TYPES), validators=[Optional()]
    )
    link = LineField(
        _l("Link to where people can see it"),
        description=_l("Needed when it is done already."),
        validators=[SHORT],
    )
    reason = SelectField(
        _l("Why not, or why not all of it?"),
        description=_NEEDED_WITH_NO,
        choices=choices_of(_REASONS),
    )
    detail = LineField(
        _l("The figure, the link, whose it is, or your words"),
        description=_l("What belongs to that reason. Needed with it."),
        validators=[SHORT],
    )
    would_change = LineField(
        _l("What would change it?"), description=_NEEDED_WITH_NO, validators=[SHORT]
    )
    explanation = WordsField(
        _l("Say more"),
        description=_l("Up to 300 words. Short words help everybody."),
        validators=[_LONG],
    )
    about = LineField(
        _l("Is it about another point or a project too? (optional)"),
        description=_l("Its address on this site, or the number of another point of this forum."),
        validators=[SHORT],
    )
    what_1 = LineField(_l("What"), validators=[SHORT])
    owner_1 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_1 = DayField(_l("By when"))
    project_1 = LineField(_PROJECT, description=_ADDRESS, validators=[SHORT])
    what_2 = LineField(_l("What"), validators=[SHORT])
    owner_2 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_2 = DayField(_l("By when"))
    project_2 = LineField(_PROJECT, description=_ADDRESS, validators=[SHORT])
    what_3 = LineField(_l("What"), validators=[SHORT])
    owner_3 = LineField(_l("Who"), validators=[Length(max=120, message=_l("Use 120 or fewer"))])
    due_3 = DayField(_l("By when"))
    project_3 = LineField(_PROJECT, description=_ADDRESS, validators=[SHORT])

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
                project=self[f"project_{n}"].data or "",
            )
            for n in range(1, PROMISE_ROWS + 1)
        ]
        return [
            row
            for row in rows
            if row.what.strip() or row.owner.strip() or row.due or row.project.strip()
        ]

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
            about=self.about.data or "",
            reasons=[reason] if reason.code else [],
            promises=self.promises(),
        )

    def content(self) -> dict[str, Any]:
        """Everything as typed, to keep as a draft."""
        kept: dict[str, Any] = {name: self[name].data or "" for name in _PARTS}
        for n in range(1, PROMISE_ROWS + 1):
            kept[f"what_{n}"] = self[f"what_{n}"].data or ""
            kept[f"project_{n}"] = self[f"project_{n}"].data or ""
            kept[f"owner_{n}"] = self[f"owner_{n}"].data or ""
            day, month, year = self[f"due_{n}"].parts
            kept |= {f"due_{n}-day": day, f"due_{n}-month": month, f"due_{n}-year": year}
        return kept


def text_of_draft(draft: AnswerDraft) -> AnswerText:
    """What stands in a draft, as an answer."""
    return AnswerForm(question=True, content=draft.content).answer()
