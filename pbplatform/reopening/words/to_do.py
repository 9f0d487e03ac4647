"""What waits for the people of an act after an opening. Source: docs/rules/ceremony.md 9 and 10."""

from __future__ import annotations

from pbplatform.accounts import queries as accounts
from pbplatform.accounts.kinds import Role
from pbplatform.accounts.models import PairAct
from pbplatform.reopening.queries import held_up_by, stood_on
from pbplatform.reopening.services.key_end import END_KEY, refuse_key_end
from pbplatform.rounds import queries as rounds
from pbplatform.rounds.models import Round
from pbplatform.web.sentences import gettext as _
from pbplatform.web.sentences import ngettext
from pbplatform.web.to_do import AtDesk, ToDo

LATE_DAYS = 20  # after the certificate; nothing else happens then


def keys_to_end(at: AtDesk) -> list[ToDo]:
    """For a facilitator: another list that came out, and keys that have to be ended."""
    text = _("The result stands. End the key of the box with an auditor.")
    return _found(at, text, Role.FACILITATOR)


def keys_for_second_person(at: AtDesk) -> list[ToDo]:
    """The same for clerks and auditors: without one of them no key ends (10.2)."""
    auditor = _("The result stands. End the key of the box with a second person of the round.")
    clerk = _("The result stands. End the key of the box with an auditor.")
    found = _found(at, auditor, Role.AUDITOR)
    return found + [each for each in _found(at, clerk, Role.CLERK) if each not in found]


def _found(at: AtDesk, text: str, role: Role) -> list[ToDo]:
    mine = [
        round_
        for round_ in rounds.all_rounds(at.session)
        if round_.counted_at is not None
        and round_.key_destroyed_at is None
        and at.actor.holds(role, round_.scope)
    ]
    asked = _asked(at) if mine else {}
    return [
        to_do for round_ in mine for to_do in _of(round_, at, text, role, asked.get(round_.path))
    ]


def _asked(at: AtDesk) -> dict[str, PairAct]:
    """Ends of keys for which one person asked and nobody has answered, by the path of the round."""
    waiting = accounts.waiting_acts(at.session, now=at.now)
    return {act.subject: act for act in waiting if act.act == END_KEY.name}


def _of(round_: Round, at: AtDesk, text: str, role: Role, asked: PairAct | None) -> list[ToDo]:
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
    if asked is not None and not _can_confirm(asked, at, role):  # it waits for somebody else
        return []
    if refuse_key_end(at.session, round_, at.now) is not None:
        return []
    if asked is not None:
        name = accounts.names_of(at.session, [asked.asked_by])[asked.asked_by]
        text = _("%(name)s asked to end the key of the box. Look at it, and confirm.", name=name)
    stood = stood_on(at.session, round_)
    return [
        ToDo(
            round_.name,
            text,
            stood,
            f"/desk/rounds/{round_.slug}/box/key",
            _("Go to the key"),
            stood is not None and (at.today - stood).days > LATE_DAYS,
        )
    ]


def _can_confirm(asked: PairAct, at: AtDesk, role: Role) -> bool:
    """Somebody else asked, and one of the two is an auditor."""
    auditor = Role.AUDITOR in (asked.asked_role, role)
    return auditor and asked.asked_by != at.actor.account_id
