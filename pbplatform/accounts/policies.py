"""Who may give and end roles, and change names. Source: docs/rules/accounts.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.kinds import GIVEN, Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.core.text_skeleton import skeleton

LONGEST_NAME = 80  # letters


def refuse_to_grant(
    actor: ActorRef, *, role: str, scope: str, expires_at: datetime, now: datetime
) -> DomainError | None:
    """Why `actor` may not give `role` in `scope`; None when they may.

    Every grant has an expiry that lies ahead, and a role that does something, whoever gives it.
    Source: docs/rules/accounts.md section 3.
    """
    if refusal := _refuse_role(actor, role=role, scope=scope):
        return refusal
    if role not in GIVEN:
        return Conflict("role.does_nothing_yet", field="role")
    if expires_at <= now:
        return Conflict("role.expiry_in_the_past", field="expires_on")
    return None


def refuse_to_end(actor: ActorRef, *, role: str, scope: str) -> DomainError | None:
    """Why `actor` may not end this role; the rule is the one for giving it."""
    return _refuse_role(actor, role=role, scope=scope)


def _refuse_role(actor: ActorRef, *, role: str, scope: str) -> DomainError | None:
    """Why `actor` has no say over `role` in `scope`; None when they have.

    A facilitator gives roles narrower than their own: another role within their scope, or
    facilitator of a smaller scope. The command line stands for the operator of the installation.
    An auditor is a check on facilitators, so no single one of them makes one.
    """
    if actor.kind in ("command", "system"):
        return None
    if actor.role != Role.FACILITATOR:
        return NotAllowed("role.only_facilitators_grant")
    if not covers(actor.scope, scope):
        return NotAllowed("role.outside_your_scope")
    if role == Role.FACILITATOR and scope == actor.scope:
        return NotAllowed("role.not_narrower")
    if role == Role.AUDITOR:
        return Conflict("role.auditor_by_two", field="role")
    return None


def refuse_to_offer(
    actor: ActorRef, *, scope: str, expires_at: datetime, now: datetime
) -> DomainError | None:
    """Why `actor` may not ask somebody to be facilitator of `scope` beside them.

    Source: docs/rules/accounts.md section 8.
    """
    if actor.account_id is None or actor.role != Role.FACILITATOR:
        return NotAllowed("role.only_facilitators_grant")
    if not covers(actor.scope, scope):
        return NotAllowed("role.outside_your_scope")
    if expires_at <= now:
        return Conflict("role.expiry_in_the_past", field="expires_on")
    return None


def refuse_to_answer_offer(
    actor: ActorRef, *, invited: int, waits: bool, still_offered: bool
) -> DomainError | None:
    """Why `actor` may not accept or decline an offer; None for whoever was asked, while it waits.

    Args:
        invited: the account that was asked.
        still_offered: whoever offered it still holds the role.
    Source: docs/rules/accounts.md section 8.
    """
    if actor.account_id is None or actor.account_id != invited:
        return NotFound("offer.not_found")
    if not waits:
        return Conflict("offer.over")
    return None if still_offered else Conflict("offer.fell")


def refuse_to_take_offer_back(actor: ActorRef, *, scope: str, waits: bool) -> DomainError | None:
    """Why `actor` may not take an offer back; None for every facilitator of its scope."""
    if actor.role != Role.FACILITATOR or not covers(actor.scope, scope):
        return NotAllowed("role.only_facilitators_grant")
    return None if waits else Conflict("offer.over")


def refuse_to_lay_down(actor: ActorRef, *, holder: int) -> DomainError | None:
    """Why `actor` may not lay down a role: it is the one of another account.

    Source: docs/rules/accounts.md section 8.
    """
    if actor.account_id is None or actor.account_id != holder:
        return NotAllowed("role.not_yours")
    return None


def refuse_to_leave_place_without_facilitator(*, leaves: bool, others: int) -> DomainError | None:
    """Why nobody may end this role or erase this account; None while the place keeps somebody.

    Args:
        leaves: whether a facilitator of the place stops being one by it.
        others: how many other accounts are facilitator of the place then.
    Source: docs/rules/accounts.md section 8.
    """
    return Conflict("role.last_facilitator") if leaves and not others else None


def refuse_to_note_look(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not write down how far they have looked; None for auditors.

    Source: docs/rules/accounts.md section 10.
    """
    if actor.account_id is None or actor.role != Role.AUDITOR:
        return NotAllowed("pair.not_your_role")
    return None


def refuse_to_hand_over(
    actor: ActorRef, *, giver: int, receiver: int, scope: str, receiver_holds: bool
) -> DomainError | None:
    """Why `actor` may not give what is open with one person to another in a scope.

    Args:
        giver: the account it is open with; they may, and facilitators over the scope.
        receiver_holds: whether the receiver holds the same role there.
    Source: docs/rules/accounts.md section 9.
    """
    own = actor.account_id is not None and actor.account_id == giver
    if not own and (actor.role != Role.FACILITATOR or not covers(actor.scope, scope)):
        return NotAllowed("role.only_facilitators_grant")
    if giver == receiver or not receiver_holds:
        return Conflict("handing.no_such_receiver", field="to")
    return None


def refuse_to_be_called(name: str, public_names: Iterable[str]) -> DomainError | None:
    """Why nobody may take this name: it looks like that of somebody else with a public role.

    Source: docs/rules/text.md section 4.
    """
    alike = skeleton(name)
    if any(alike == skeleton(taken) for taken in public_names):
        return Conflict("account.name_of_somebody_public", field="name")
    return None


def refuse_to_change_name(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not change their name: only a signed-in person has one."""
    return None if actor.account_id is not None else NotAllowed("account.sign_in_first")


def refuse_to_choose_language(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not choose in which language we write to them: only an account has one."""
    return None if actor.account_id is not None else NotAllowed("account.sign_in_first")


def refuse_to_change_address(actor: ActorRef) -> DomainError | None:
    """Why `actor` may not change their address: only a signed-in person has one."""
    return None if actor.account_id is not None else NotAllowed("account.sign_in_first")


def refuse_to_erase_account(actor: ActorRef, *, roles: int) -> DomainError | None:
    """Why `actor` may not have their data erased; None when they may.

    Args:
        roles: how many roles they hold now, or will hold.
    Source: docs/rules/privacy.md section 3.
    """
    if actor.account_id is None:
        return NotAllowed("account.sign_in_first")
    return Conflict("account.roles_first") if roles else None


def refuse_to_pair(
    first: HeldRole, second: HeldRole, *, public_before: datetime, given_before: datetime
) -> DomainError | None:
    """Why these two may not answer for one act together; None when they may.

    Args:
        public_before: both roles must have been public by then.
        given_before: a role that one of them gave the other must be older than this.
    Source: docs/rules/accounts.md section 5.
    """
    if first.account_id == second.account_id:
        return Conflict("pair.same_person")
    if Role.AUDITOR not in (first.role, second.role):
        return NotAllowed("pair.one_is_auditor")
    if first.since > public_before or second.since > public_before:
        return NotAllowed("pair.role_too_new")
    for one, other in ((first, second), (second, first)):
        if one.giver == other.account_id and one.since > given_before:
            return NotAllowed("pair.gave_the_role")
    return None
