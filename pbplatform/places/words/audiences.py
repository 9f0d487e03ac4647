"""Why those who act for a team are told of facts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.core.facts import Audience
from pbplatform.places.queries import TEAM
from pbplatform.places.queries.audiences import people_of_team

AUDIENCES = {TEAM: Audience(_l("You get this because your team answers for it."), people_of_team)}
