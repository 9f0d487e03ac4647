"""What holds of a box after its opening, in sentences. Source: docs/rules/ceremony.md 10.9."""

from __future__ import annotations

from pbplatform.reopening.kinds import KeyState
from pbplatform.reopening.queries import BoxAfter
from pbplatform.web.marked import marked, named
from pbplatform.web.presentation import listed, long_date
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext


def again_words(box: BoxAfter) -> str:
    """Whether anybody opened the box again, and what came out; empty before the opening."""
    if box.round.opened_at is None:
        return ""
    if not box.standing:
        if box.round.older_order or box.round.key_destroyed_at is not None:
            return str(_("Nobody opened the box again, and nobody can any more."))
        return str(_("Nobody has said yet that they opened the box again."))
    same = [each for each in box.standing if each.agrees]
    other = len(box.standing) - len(same)
    if not other:
        return str(
            ngettext(
                "The box was opened again %(num)s time. The same list of votes came out.",
                "The box was opened again %(num)s times. Each time the same list came out.",
                len(same),
            )
        )
    return str(
        ngettext(
            "The box was opened again, and %(num)s time ANOTHER list of votes came out.",
            "The box was opened again, and %(num)s times ANOTHER list of votes came out.",
            other,
        )
    )


def who_opens_words(box: BoxAfter) -> str:
    """Who could open the box, or still can."""
    if box.key is KeyState.NONE:
        return str(_("The ballot is not frozen yet, so there is no key and no box."))
    if box.by:
        return marked(
            ngettext(
                "The key is cut into shares on paper, which these people hold: %(names)s. %(num)s "
                "of them makes it again.",
                "The key is cut into shares on paper, which these people hold: %(names)s. %(num)s "
                "of them together make it again.",
                box.need,
                names=listed([named(name) for name in box.by]),
            )
        )
    return str(_("The key lies on the server, with the people who run it."))


def key_words(box: BoxAfter) -> str:
    """Whether the key still exists, and what comes next of it."""
    round_ = box.round
    if box.key is KeyState.NONE:
        return ""
    if round_.key_destroyed_at is not None:
        return str(
            _(
                "The key was destroyed on %(day)s. Nobody can open the box again, also not we. "
                "Whoever kept a copy of the key must destroy that too.",
                day=long_date(round_.key_destroyed_at),
            )
        )
    if box.key is KeyState.DECIDED and box.end is not None:
        return marked(
            _(
                "%(first)s and %(second)s decided on %(day)s that the key is destroyed. It is not "
                "gone yet: the public log says when it is.",
                first=named(box.end.first),
                second=named(box.end.second),
                day=long_date(box.end.decided_at),
            )
        )
    if box.key is KeyState.WITH_TRUSTEES:
        return _with_trustees(box)
    if round_.certified_at is not None or (round_.older_order and round_.counted_at):
        return str(
            _(
                "The key still exists. The result stands, so two people, one of them an auditor, "
                "now have to end it."
            )
        )
    if round_.called_off_at is not None:
        return str(_("The round was called off. The key is being destroyed."))
    return str(
        _("The key still exists. It is destroyed by two people once the result is certified.")
    )


def _with_trustees(box: BoxAfter) -> str:
    left = len(box.by) - box.lost
    if box.round.certified_at is None and box.round.called_off_at is None:
        return str(_("The shares still exist. They are destroyed once the result is certified."))
    return str(
        ngettext(
            "%(num)s share is not said to be destroyed yet. With fewer than %(need)s nobody can "
            "open the box again.",
            "%(num)s shares are not said to be destroyed yet. With fewer than %(need)s nobody can "
            "open the box again.",
            left,
            need=box.need,
        )
    )
