"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.paper.kinds import PaperLog
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    # Handing out, and papers set aside
    PaperLog.GIVEN: (
        _l("Ballot papers given out: %(papers)s."),
        _l("Ballot papers were given out."),
    ),
    PaperLog.SPOILED: (
        _l("Spoiled ballot papers taken back, and new ones given: %(papers)s."),
        _l("Spoiled ballot papers were taken back."),
    ),
    PaperLog.UNUSED: (
        _l("Ballot papers given back unused: %(papers)s. These voters can vote online again."),
        _l("Ballot papers were given back unused."),
    ),
    PaperLog.SLIP: (
        _l("Numbers typed by mistake as given a paper: %(papers)s. Put right on the same day."),
        _l("A number was typed by mistake. It was put right."),
    ),
    PaperLog.SET_ASIDE: (
        _l("A ballot paper was set aside. Its number is %(number)s."),
        _l("A ballot paper was set aside."),
    ),
    PaperLog.ASIDE_DECIDED: (
        _l("Two people decided about ballot paper %(number)s set aside: %(reason)s"),
        _l("Two people decided about a ballot paper set aside."),
    ),
}

LOG = LogWords(sentences=_SENTENCES, families={"paper": _l("Votes on paper")})
