"""Decisions about words as a feed; it holds no words. Source: docs/rules/feeds.md section 1."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from pbplatform.core.db import db
from pbplatform.moderation.pages.blueprint import bp
from pbplatform.moderation.queries.public import decisions_page
from pbplatform.moderation.words.rules import OUTCOME_WORDS, RULE_WORDS, STANDING_WORDS, called
from pbplatform.web.feeds import MOST, Entry, atom, beside, on_day
from pbplatform.web.guards import public
from pbplatform.web.sentences import gettext as _


@bp.route("/moderation.atom")
@beside("moderation.index", _l("These decisions as a feed (Atom)"))
@public
def index_feed() -> ResponseReturnValue:
    rows = decisions_page(db.session(), page=1, size=MOST).rows
    entries = [
        Entry(
            path=f"moderation/{each.number}",
            title=_("Decision %(number)s", number=each.number),
            updated=on_day(each.day),
            summary=" ".join(
                (
                    f"{called(each.kind, each.named)}: {OUTCOME_WORDS[each.outcome]}.",
                    f"{RULE_WORDS[each.rule]}. {STANDING_WORDS[each.standing]}.",
                )
            ),
        )
        for each in rows
    ]
    return atom(_("Words that had to go"), entries)
