"""Ways to vote in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from pbplatform.venues.kinds import Exclusion

EXCLUSIONS = {
    Exclusion.NO_PAPER: _l("No: people vote on a screen only"),
    Exclusion.FIRST: _l("Yes, and what came first counts: who voted online gets no paper"),
    Exclusion.REPLACES: _l(
        "Yes, and paper replaces: for a paper, two people first take the online vote out of the box"
    ),
}
