"""The orders of a list of ideas in words: to choose, and as the list says it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.proposals.queries.searching import Sort

SORT_WORDS: Mapping[Sort, LazyString] = {
    Sort.NEWEST: _l("Newest first"),
    Sort.SUPPORTED: _l("Most supported first"),
    Sort.NEEDS: _l("Needs support first"),
    Sort.HOUR: _l("Shuffled every hour"),
}
SORTED_WORDS: Mapping[Sort, LazyString] = {
    Sort.NEWEST: _l("newest first"),
    Sort.SUPPORTED: _l("most supported first"),
    Sort.NEEDS: _l("those that need support first"),
    Sort.HOUR: _l("shuffled"),
}
