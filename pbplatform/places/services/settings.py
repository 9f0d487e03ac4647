"""Settings of the place, changed in public. Source: docs/rules/places.md section 4."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from pbplatform.audit import services as audit
from pbplatform.core.actor import ActorRef
from pbplatform.core.confirmation import Facts, require_same
from pbplatform.core.errors import Conflict, raise_all
from pbplatform.places.kinds import DAYS_OF, PlaceLog, Reads, Setting
from pbplatform.places.models import ONLY, Place
from pbplatform.places.policies import refuse_to_change_place

Value = int | str


def settings_of(place: Place) -> dict[str, Value]:
    """All settings by name."""
    return {str(each): getattr(place, each) for each in Setting}


def facts_of_settings(place: Place) -> Facts:
    """What the page of settings shows."""
    return settings_of(place)


def settings_that_make_no_sense(wanted: Mapping[str, Value]) -> list[Conflict]:
    """All that is wrong, each beside its field."""
    found = []
    for setting, (least, most) in DAYS_OF.items():
        value = wanted[setting]
        if not isinstance(value, int) or not least <= value <= most:
            found.append(Conflict("settings.days", field=setting, least=least, most=most))
    for setting in (Setting.READS_IDEAS, Setting.READS_POINTS):
        if wanted[setting] not in set(Reads):
            found.append(Conflict("settings.reads", field=setting))
    return found


def change_settings(
    session: Session,
    *,
    actor: ActorRef,
    wanted: Mapping[str, Value],
    reason: str,
    seen: str,
    now: datetime,
) -> list[str]:
    """Change settings for what begins from now on; one public entry for each.

    Args:
        wanted: every setting by name; days are working days.
        seen: what the page showed of the settings, sealed.
    Returns:
        Names of the settings that changed.
    Raises:
        NotAllowed: not the place's facilitator.
        ChangedMeanwhile: somebody changed a setting since the page was shown.
        Conflict: a value that makes no sense, no reason, or nothing that changes.
    """
    if refusal := refuse_to_change_place(actor):
        raise refusal
    found = settings_that_make_no_sense(wanted)
    if not reason.strip():
        found.append(Conflict("settings.reason_needed", field="reason"))
    raise_all(found)
    place = session.get_one(Place, ONLY, with_for_update=True, populate_existing=True)
    require_same(seen, facts_of_settings(place))
    before = settings_of(place)
    changed = [name for name, value in before.items() if wanted[name] != value]
    if not changed:
        raise Conflict("settings.nothing_changes")
    for name in changed:
        setattr(place, name, wanted[name])
        audit.record(
            session,
            PlaceLog.SETTING_CHANGED,
            actor=actor,
            subject="place",
            now=now,
            setting=name,
            was=before[name],
            becomes=wanted[name],
            reason=reason.strip(),
        )
    session.flush()
    return changed
