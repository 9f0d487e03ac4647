"""What an author without an account left their address for, when they raised a point."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.proposals.kinds import AUTHOR_NEWS
from pbplatform.web.slices import News

NEWS: dict[str, News] = {AUTHOR_NEWS: News(_l("What comes of the idea that your point became."))}
