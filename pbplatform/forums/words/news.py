"""News of forums that people without an account can ask for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.forums.kinds import CORRECTION_NEWS, MEETING_NEWS
from pbplatform.web.slices import News

NEWS: dict[str, News] = {
    MEETING_NEWS: News(
        _l("News of one meeting: if its day, time or place changes, or if it is cancelled.")
    ),
    CORRECTION_NEWS: News(_l("News of one correction: what is decided on it.")),
}
