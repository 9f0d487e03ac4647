"""Who may give and end roles, and change names. Source: docs/rules/accounts.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pbplatform.accounts.domain.pairs import HeldRole
from pbplatform.accounts.kinds import GIVEN, Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed
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
