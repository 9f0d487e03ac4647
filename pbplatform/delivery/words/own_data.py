"""What rows of this slice are to a person, and what becomes of them.

Source: docs/rules/privacy.md.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.delivery.models import Project, ProjectNews, ProjectStop
from pbplatform.web.slices import OwnTable

OWN_DATA = (
    OwnTable(
        Project,
        title=_l("Projects that won"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        ProjectNews,
        title=_l("News of projects"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
    OwnTable(
        ProjectStop,
        title=_l("Projects that were stopped"),
        then=_l(
            "Stays: what people do in public office keeps their name. No row says which "
            "account it was."
        ),
    ),
)
