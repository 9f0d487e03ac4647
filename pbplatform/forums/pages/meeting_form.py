"""What is typed of a meeting: the same when it is called and when it is changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from pbplatform.core.errors import Conflict
from pbplatform.core.local_time import NoSuchTime
from pbplatform.forums import services
from pbplatform.forums.kinds import Access
from pbplatform.forums.models import Meeting
from pbplatform.forums.words.meeting import (
    ACCESS_NAMES,
    FACT_NAMES,
    OFFERED_WORDS,
    fact_words,
    language_name,
    language_tags,
)
from pbplatform.web.base_form import ConfirmForm, Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import DayField, LineField, TimeField, WholeField, WordsField
from pbplatform.web.frame import current_frame
from pbplatform.web.presentation import exact_time
from pbplatform.web.sentences import gettext as _

LONG = Length(max=20_000, message=_l("This is too long"))


def _offered(name: Access) -> SelectField:
    return SelectField(
        ACCESS_NAMES[name],
        choices=choices_of([("", _l("Not said")), *OFFERED_WORDS.items()]),
        default="",
    )


class MeetingForm(Form):
    day = DayField(
        _l("Day"), validators=[InputRequired(_l("Enter the day"))], description=_l("Like 18 3 2027")
    )
    starts = TimeField(
        _l("Begins at"),
        day="day",
        description=_l("Like 6.30pm"),
        validators=[InputRequired(_l("Enter when it begins"))],
    )
    ends = TimeField(
        _l("Ends at"),
        day="day",
        ends=True,
        description=_l("Like 9pm. An end before the beginning is on the next day."),
    )
    venue = LineField(_l("Where"), validators=[InputRequired(_l("Say where the meeting is")), LONG])
    address = LineField(
        _l("Address"), validators=[Length(max=200, message=_l("Use 200 letters or fewer"))]
    )
    online_link = LineField(
        _l("Link to join from elsewhere"),
        description=_l("It begins with https://"),
        validators=[
            Optional(),
            Length(max=300, message=_l("This link is too long")),
        ],
    )
    online_note = LineField(_l("How to join from elsewhere"), validators=[LONG])
    step_free = _offered(Access.STEP_FREE)
    hearing_loop = _offered(Access.HEARING_LOOP)
    sign_language = _offered(Access.SIGN_LANGUAGE)
    captions = _offered(Access.CAPTIONS)
    childcare = _offered(Access.CHILDCARE)
    quiet_room = _offered(Access.QUIET_ROOM)
    travel_costs = _offered(Access.TRAVEL_COSTS)
    languages = LineField(
        _l("Languages"),
        description=_l("With a comma between, like English, Bengali"),
        validators=[Length(max=300, message=_l("Use 300 letters or fewer"))],
    )
    access_note = WordsField(
        _l("What else is done so that everybody can come"),
        description=_l("Food, a lift, a place to park. One line is enough."),
        validators=[LONG],
    )
    capacity = WholeField(
        _l("How many can come"),
        description=_l("Only if there is a limit. More people then wait for a place."),
        validators=[Optional()],
    )
    agenda = WordsField(
        _l("What it is about"),
        description=_l("Items, times and papers are added after the meeting is called."),
        validators=[LONG],
    )

    def validate_languages(self, field: Any) -> None:
        """Every language is one that has a name here."""
        _tags, unknown = language_tags(field.data or "")
        if unknown:
            told = _(
                "We do not know the language “%(name)s”. Check how it is written", name=unknown
            )
            raise ValidationError(told)

    def facts(self) -> services.MeetingFacts:
        """What was typed.

        Raises:
            Conflict: no day, or a time that the clocks skip.
        """
        day = self.day.data
        if day is None:  # the form has made sure of it
            raise Conflict("meeting.in_the_past", field="day")
        starts_at = self.starts.on(day, current_frame().timezone)
        said = {str(name): self[name].data for name in Access if self[name].data}
        return services.MeetingFacts(
            starts_at=starts_at,
            ends_at=self._ends(day, starts_at),
            venue=self.venue.data or "",
            address=self.address.data or "",
            online_link=self.online_link.data or "",
            online_note=self.online_note.data or "",
            access_note=self.access_note.data or "",
            agenda=self.agenda.data or "",
            access=said,
            languages=tuple(language_tags(self.languages.data or "")[0]),
            capacity=self.capacity.data,
        )

    def _ends(self, day: date, starts_at: datetime) -> datetime | None:
        """The end; one that comes before the beginning is past midnight, on the next day."""
        if self.ends.data is None:  # 00:00 is a time as well, so None alone is no end
            return None
        timezone = current_frame().timezone
        ends_at = self.ends.on(day, timezone)
        if ends_at > starts_at:
            return ends_at
        try:
            return self.ends.on(day + timedelta(days=1), timezone)
        except (NoSuchTime, OverflowError) as error:
            raise Conflict("meeting.ends_too_early", field="ends") from error


def typed_of(meeting: Meeting) -> dict[str, object]:
    """What the form holds before anybody types: what the meeting says now."""
    timezone = current_frame().timezone
    starts = meeting.starts_at.astimezone(timezone)
    ends = meeting.ends_at.astimezone(timezone) if meeting.ends_at else None
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time() if ends else None,
        "venue": meeting.venue,
        "address": meeting.address,
        "online_link": meeting.online_link,
        "online_note": meeting.online_note,
        "access_note": meeting.access_note,
        "agenda": meeting.agenda,
        "languages": ", ".join(language_name(tag) for tag in meeting.languages),
        "capacity": meeting.capacity,
        **{str(name): meeting.access.get(name, "") for name in Access},
    }


class AboutMeeting(ConfirmForm):
    """A page about one meeting: what it showed, and the reason for what is done."""

    fact_names = {**FACT_NAMES, "cancelled_at": _l("Cancelled at")}

    def say(self, name: str, text: str) -> str:
        if name == "cancelled_at":
            return exact_time(datetime.fromisoformat(text))
        return fact_words(name, text)


class ChangeMeetingForm(MeetingForm, AboutMeeting):
    reason = LineField(
        _l("Why does it change?"), description=_l("The reason is public."), validators=[LONG]
    )


class CancelForm(AboutMeeting):
    reason = LineField(
        _l("Why is it cancelled?"), description=_l("The reason is public."), validators=[LONG]
    )


class RestoreForm(AboutMeeting):
    reason = LineField(
        _l("Why does it take place after all?"),
        description=_l("The reason is public."),
        validators=[LONG],
    )
