"""What entries of the public log say of the place.

`who` is the name of a person who acted in a public role, `n` the number at the end of the subject.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from pbplatform.places import queries
from pbplatform.places.kinds import PlaceLog
from pbplatform.places.words.settings import setting_name, setting_value
from pbplatform.web.log_reading import plain
from pbplatform.web.presentation import listed, weekend_words
from pbplatform.web.sentences import gettext, ngettext
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    PlaceLog.PLACE_CREATED: (_l("The place %(name)s was set up."), _l("The place was set up.")),
    PlaceLog.PLACE_CHANGED: (_l("The settings of the place were changed."),),
    PlaceLog.SETTING_CHANGED: (
        _l("%(setting)s: “%(was)s” became “%(becomes)s”. %(reason)s"),
        _l("%(setting)s: “%(was)s” became “%(becomes)s”."),
        _l("A setting of the place was changed."),
    ),
    PlaceLog.AREA_ADDED: (_l("The area %(name)s was added."), _l("An area was added.")),
    PlaceLog.AREA_RENAMED: (
        _l("The area %(name_before)s is now called %(name)s: %(reason)s"),
        _l("An area has another name."),
    ),
    PlaceLog.TEAM_RENAMED: (
        _l("The team %(name_before)s is now called %(name)s: %(reason)s"),
        _l("A team has another name."),
    ),
    PlaceLog.TEAM_CONTACT_SET: (
        _l("How residents reach the team %(name)s was changed: %(ways)s."),
        _l("How residents reach a team was changed."),
    ),
    PlaceLog.TEAM_ADDED: (_l("The team %(name)s was added."), _l("A team was added.")),
    PlaceLog.CALENDAR_FROZEN: (
        _l(
            "A holiday table was frozen: %(region)s, %(days)s, %(own)s of them the place’s "
            "own. The weekend is %(weekend)s. Working days are counted by it. %(reason)s"
        ),
        _l(
            "A holiday table was frozen: %(region)s, %(days)s, %(own)s of them the place’s "
            "own. The weekend is %(weekend)s. Working days are counted by it."
        ),
        _l("A holiday table was frozen: %(region)s, %(days)s. Working days are counted by it."),
        _l("A holiday table was frozen. Working days are counted by it."),
    ),
}

_NOUNS = {
    "days": lambda n, shown: ngettext("%(n)s day", "%(n)s days", n, n=shown),
    "year": plain,
    "was": lambda n, _shown: setting_value(n),
    "becomes": lambda n, _shown: setting_value(n),
}


def _team_names(session: Session) -> Callable[[str, str], str]:
    names = {team.slug: team.name for team in queries.teams(session)}
    return lambda slug, _subject: names.get(slug, "")


def _weekend(days: Any) -> str | None:
    return weekend_words(days) if isinstance(days, list) else None


def _ways(names: Any) -> str | None:
    """Which ways of reaching a team changed."""
    words = {
        "site": gettext("its page"),
        "phone": gettext("its telephone number"),
        "email": gettext("its e-mail address"),
    }
    given = [names] if isinstance(names, str) else names
    return listed([words.get(name, name) for name in given]) if given else None


LOG = LogWords(
    sentences=_SENTENCES,
    families={"place": _l("The place and its people")},
    fields={
        "weekend": _weekend,
        "setting": setting_name,
        "was": setting_value,
        "becomes": setting_value,
        "ways": _ways,
    },
    nouns=_NOUNS,
    names={"team": _team_names},
)
