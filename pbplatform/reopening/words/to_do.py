"""What waits for a facilitator after an opening. Source: docs/rules/ceremony.md 9 and 10."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from pbplatform.accounts.kinds import Role
from pbplatform.reopening.queries import held_up_by, stood_on
from pbplatform.reopening.services.key_end import refuse_key_end
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.web.to_do import AtDesk, ToDo

LATE_DAYS = 20  # after the certificate; nothing else happens then


def keys_to_end(at: AtDesk) -> list[ToDo]:
    """Another list that came out, and keys that have to be ended."""
    mine = [
        round_
        for round_ in rounds.all_rounds(at.session)
        if round_.counted_at is not None
        and round_.key_destroyed_at is None
        and at.actor.holds(Role.FACILITATOR, round_.scope)
    ]
    return [to_do for round_ in mine for to_do in _of(round_, at)]


def _of(round_: Round, at: AtDesk) -> list[ToDo]:
    if held := held_up_by(at.session, round_.id):
        text = ngettext(
            "%(num)s person opened the box again, and another list came out. Look into it.",
            "%(num)s people opened the box again, and another list came out. Look into it.",
            held,
        )
        return [
            ToDo(
                round_.name, text, None, f"/rounds/{round_.slug}/openings", _("Go to the openings")
            )
        ]
    if refuse_key_end(at.session, round_, at.now) is not None:
        return []
    stood = stood_on(at.session, round_)
    return [
        ToDo(
            round_.name,
            _("The result stands. End the key of the box with an auditor."),
            stood,
            f"/desk/rounds/{round_.slug}/box/key",
            _("Go to the key"),
            stood is not None and (at.today - stood).days > LATE_DAYS,
        )
    ]
