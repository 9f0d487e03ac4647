"""Settings of the place: seen, changed, checked before they hold.

Source: docs/rules/places.md section 4.
"""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from pbplatform.core.actor import PLACE
from pbplatform.core.db import db
from pbplatform.core.errors import DomainError
from pbplatform.places import queries, services
from pbplatform.places.kinds import DAYS_OF, Setting
from pbplatform.places.pages.place import bp
from pbplatform.places.words.settings import (
    HOLDS_FROM,
    READS_WORDS,
    SETTING_NAMES,
    setting_value,
    told_value,
)
from pbplatform.web.app import no_store
from pbplatform.web.base_form import ConfirmForm
from pbplatform.web.clock import request_now
from pbplatform.web.fields import WholeField, WordsField
from pbplatform.web.guards import require_actor, staff
from pbplatform.web.posting import Then, post
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def _days(setting: Setting) -> WholeField:
    least, most = DAYS_OF[setting]
    told = _l("Enter a whole number from %(least)s to %(most)s", least=least, most=most)
    return WholeField(
        SETTING_NAMES[setting],
        description=HOLDS_FROM[setting],
        validators=[InputRequired(told), NumberRange(least, most, message=told)],
    )


def _reads(setting: Setting) -> SelectField:
    return SelectField(
        SETTING_NAMES[setting],
        description=HOLDS_FROM[setting],
        choices=[SelectChoice(value, label=words) for value, words in READS_WORDS.items()],
    )


class SettingsForm(ConfirmForm):
    """All settings and why they change; `sure` is set by the page that shows before and after."""

    fact_names = SETTING_NAMES

    answer_days = _days(Setting.ANSWER_DAYS)
    costing_days = _days(Setting.COSTING_DAYS)
    minutes_days = _days(Setting.MINUTES_DAYS)
    reads_ideas = _reads(Setting.READS_IDEAS)
    reads_points = _reads(Setting.READS_POINTS)
    reason = WordsField(
        _l("Why do they change?"),
        description=_l("Public, for example: three officials fewer until the summer"),
        validators=[
            InputRequired(_l("Say why. The reason is public.")),
            Length(max=300, message=_l("Use 300 letters or fewer")),
        ],
    )
    action = HiddenField()

    def say(self, _name: str, text: str) -> str:
        """A setting in words."""
        return told_value(text)

    @property
    def wanted(self) -> dict[str, services.Value]:
        """Every setting as it was typed."""
        return {str(each): self[each].data for each in Setting}


@bp.route("/desk/facilitator/place/settings", methods=["GET", "POST"])
@staff("facilitator")
def settings() -> ResponseReturnValue:
    """First what holds, then before and after; the second press changes it."""
    actor = require_actor().acting_as("facilitator", PLACE)
    place = queries.require_place(db.session())
    holds = services.settings_of(place)
    form = SettingsForm(data=holds)
    if form.action.data == "edit":
        return _typed(form, holds)
    changing = form.is_submitted() and form.validate()
    if changing and form.action.data == "change":

        def change(session: Session) -> int:
            changed = services.change_settings(
                session,
                actor=actor,
                wanted=form.wanted,
                reason=form.reason.data or "",
                seen=form.seen.data or "",
                now=request_now(),
            )
            return len(changed)

        def told(count: int) -> Then:
            said = ngettext(
                "%(num)s setting is changed. The public log says why.",
                "%(num)s settings are changed. The public log says why.",
                count,
            )
            return Then(url_for(".place", _anchor="settings"), said)

        if answer := post(form, change, told, refusals=DomainError):
            return answer
        holds = services.settings_of(queries.require_place(db.session()))
    elif changing:
        return _check(form, holds)
    return _typed(form, holds)


def _typed(form: SettingsForm, holds: dict[str, services.Value]) -> ResponseReturnValue:
    form.carry(holds)
    return no_store((render_template("places/settings.html", form=form), form.status))


def _check(form: SettingsForm, holds: dict[str, services.Value]) -> ResponseReturnValue:
    """Before and after of what differs; nothing is changed yet."""
    changes = [
        (
            SETTING_NAMES[name],
            setting_value(was),
            setting_value(form.wanted[name]),
            HOLDS_FROM[name],
        )
        for name, was in holds.items()
        if form.wanted[name] != was
    ]
    if not changes:
        form.form_errors.append(_("Nothing here differs from what holds. Nothing was changed."))
        return _typed(form, holds)
    form.carry(holds)
    page = render_template(
        "places/settings_check.html",
        form=form,
        changes=changes,
        typed={**form.wanted, "reason": form.reason.data},
    )
    return no_store((page, 200))
