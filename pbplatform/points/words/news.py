"""What an asker without an account left their address for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.points.kinds import ASKER_NEWS
from pbplatform.web.slices import News

NEWS: dict[str, News] = {ASKER_NEWS: News(_l("What comes of the point that you raised."))}
