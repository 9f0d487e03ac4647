"""What may be done with a round's urn, and when. Source: docs/rules/voting.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from pbplatform.accounts.kinds import Role
from pbplatform.core.actor import ActorRef, covers
from pbplatform.core.errors import Conflict, DomainError, NotAllowed, NotFound
from pbplatform.rounds.domain.amendments import Extension, Outage
from pbplatform.rounds.domain.oddities import Group, Oddity, groups_of
from pbplatform.rounds.models import Round
from pbplatform.rounds.policies import refuse_called_off, refuse_to_facilitate

CLOSERS = frozenset({Role.CLERK, Role.AUDITOR})  # who confirm the numbers of a box


def refuse_to_cast(round_: Round, now: datetime) -> DomainError | None:
    """Why the urn takes no envelope at `now`; None when it does. No role is exempt."""
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is None or now < round_.opens_at:
        return Conflict("vote.not_open_yet")
    if not round_.is_open(now):
        return Conflict("vote.closed")
    return None


def refuse_to_put_in_paper(round_: Round, now: datetime) -> DomainError | None:
    """Why the box takes no vote on paper at `now`; None from the opening until paper is complete.

    Paper that came in time is put in after the shut too. Source: docs/rules/ceremony.md section 1.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is None or now < round_.opens_at:
        return Conflict("vote.not_open_yet")
    if round_.closed_at is not None:
        return Conflict("vote.closed_already")
    return Conflict("urn.paper_complete") if round_.paper_complete_at is not None else None


def refuse_to_keep_roll(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` alone may not change the roll; None when they may: before the freeze.

    From the freeze on no act of one person may add a voter or make a code (section 1), whoever
    it is; a command is no exception.
    """
    if actor.kind not in ("command", "system") and (
        actor.role not in (Role.CLERK, Role.FACILITATOR) or not covers(actor.scope, round_.scope)
    ):
        return NotAllowed("roll.only_its_keepers")
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is not None:
        return Conflict("roll.frozen")
    return None


def refuse_to_change_roll_by_two(round_: Round) -> DomainError | None:
    """Why two people may not bind a spare letter, add voters or take an envelope out.

    None when they may: from the freeze to the close. Until then one keeper of the roll changes it.
    Source: docs/rules/voting.md section 1.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is None:
        return Conflict("roll.not_frozen")
    return Conflict("roll.closed") if round_.closed_at is not None else None


def refuse_to_wish_letter(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why `actor` may not note, or drop, a call for another letter; None for clerks and
    facilitators of the round, from the freeze until voting ends.

    Source: docs/rules/voting.md section 12.
    """
    if actor.role not in (Role.CLERK, Role.FACILITATOR) or not covers(actor.scope, round_.scope):
        return NotAllowed("wish.only_staff")
    if refusal := refuse_to_change_roll_by_two(round_):
        return refusal
    return Conflict("wish.too_late") if now >= round_.closes_at else None


def refuse_to_object(round_: Round, now: datetime) -> DomainError | None:
    """Why nobody may object to the roll of a public round now; None until voting ends.

    Source: docs/rules/voting.md section 1.25.
    """
    off = round_.called_off_at is not None
    if off or round_.closed_at is not None or now >= round_.closes_at:
        return Conflict("roll.objections_over")
    return None


def refuse_to_ask_my_name(round_: Round) -> DomainError | None:
    """Why the roll answers nobody whether a vote was put in with their code; None when it does.

    From the freeze until the key of the box is destroyed.

    Source: docs/rules/voting.md section 14.
    """
    if round_.key_destroyed_at is not None:
        return Conflict("roll.my_name_gone")
    return Conflict("roll.my_name_not_yet") if round_.frozen_at is None else None


def refuse_to_answer_objection(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` may not answer an objection to the roll; None until the box is closed.

    Source: docs/rules/voting.md section 1.26.
    """
    if actor.kind not in ("command", "system") and (
        actor.role not in (Role.CLERK, Role.FACILITATOR) or not covers(actor.scope, round_.scope)
    ):
        return NotAllowed("roll.only_its_keepers")
    return Conflict("roll.closed") if round_.closed_at is not None else None


def refuse_to_close(actor: ActorRef, round_: Round, now: datetime) -> DomainError | None:
    """Why `actor` may not be one of the two who close the urn; None when they may.

    The clock ends the window, not this. Source: docs/rules/ceremony.md section 4.
    """
    if actor.kind not in ("command", "system") and (
        actor.role not in CLOSERS or not covers(actor.scope, round_.scope)
    ):
        return NotAllowed("urn.only_clerk_and_auditor")
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.frozen_at is None:
        return Conflict("vote.not_open_yet")
    if now < round_.closes_at:
        return Conflict("vote.still_open")
    if round_.closed_at is not None:
        return Conflict("vote.closed_already")
    return None


def refuse_to_roll_lot(actor: ActorRef, round_: Round) -> DomainError | None:
    """Why `actor` may not type the lot number now; None when they may."""
    if actor.kind not in ("command", "system") and (
        actor.role not in (Role.CLERK, Role.FACILITATOR, Role.AUDITOR)
        or not covers(actor.scope, round_.scope)
    ):
        return NotAllowed("lot.only_staff")
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.closed_at is None:
        return Conflict("urn.not_closed")
    if round_.opened_at is not None:
        return Conflict("urn.opened_already")
    return None


def refuse_to_separate(
    actor: ActorRef, round_: Round, *, lot_confirmed: bool
) -> DomainError | None:
    """Why `actor` may not have the envelopes separated from voters; None when they may.

    Source: docs/rules/ceremony.md section 6.
    """
    if refusal := refuse_to_facilitate(actor, round_):
        return refusal
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.closed_at is None:
        return Conflict("urn.not_closed")
    if round_.opened_at is not None:
        return Conflict("urn.opened_already")
    if not lot_confirmed:
        return Conflict("lot.missing")
    if round_.separated_at is not None:
        return Conflict("urn.separated_already")
    return None


def refuse_to_open(actor: ActorRef, round_: Round, *, lot_confirmed: bool) -> DomainError | None:
    """Why `actor` may not open the urn; None when they may.

    Source: docs/rules/ceremony.md section 7.
    """
    return refuse_to_facilitate(actor, round_) or refuse_box_not_ready(
        round_, lot_confirmed=lot_confirmed
    )


def refuse_box_not_ready(round_: Round, *, lot_confirmed: bool) -> DomainError | None:
    """Why nobody may open the urn now; None when it waits for just that.

    Source: docs/rules/ceremony.md section 7.
    """
    if refusal := refuse_called_off(round_):
        return refusal
    if round_.closed_at is None:
        return Conflict("urn.not_closed")
    if round_.opened_at is not None:
        return Conflict("urn.opened_already")
    if not lot_confirmed:
        return Conflict("lot.missing")
    if round_.separated_at is None:
        return Conflict("urn.not_separated")
    return None


def refuse_to_confirm_list(
    round_: Round, *, signs_in: bool, lot_confirmed: bool
) -> DomainError | None:
    """Why somebody may not type the hash of a list that was opened away; None when they may.

    Args:
        signs_in: whether they are a trustee of the round who signs in. No role does.
    Source: docs/rules/trustees.md section 5.
    """
    if not signs_in:
        return NotAllowed("trustees.only_they")
    return refuse_box_not_ready(round_, lot_confirmed=lot_confirmed)


def refuse_to_take_export(actor: ActorRef, round_: Round, *, signs_in: bool) -> DomainError | None:
    """Why somebody may not have the closed votes of a box; None when they may.

    Args:
        signs_in: whether they are a trustee of the round who signs in.
    Source: docs/rules/trustees.md section 4.2.
    """
    audits = actor.role == Role.AUDITOR and covers(actor.scope, round_.scope)
    if not audits and not signs_in:
        return NotAllowed("trustees.export_not_yours")
    return refuse_box_kept(round_)


def refuse_box_kept(round_: Round) -> DomainError | None:
    """Why there are no closed votes to give; None from the separation until the key is destroyed.

    Source: docs/rules/trustees.md section 4.2.
    """
    if round_.separated_at is None:
        return Conflict("urn.not_separated")
    if round_.key_destroyed_at is not None:
        return Conflict("trustees.key_gone")
    return None


def refuse_to_open_early(round_: Round, now: datetime, *, confirmed: bool) -> DomainError | None:
    """Why the box is not opened by one press before the promised hour; None from then on.

    Source: docs/rules/voting.md section 6.
    """
    if round_.opened_at is None and now < round_.results_at and not confirmed:
        return Conflict("urn.earlier_than_promised", round=round_.slug)
    return None


def refuse_to_withdraw_project(round_: Round, number: int, now: datetime) -> DomainError | None:
    """Why two people may not withdraw a project now; None from the freeze until voting ends.

    Source: docs/rules/amendments.md section 3.
    """
    if round_.called_off_at is not None:
        return Conflict("amend.called_off")
    if round_.definition is None:
        return Conflict("amend.not_frozen")
    if round_.closed_at is not None or now >= round_.closes_at:
        return Conflict("amend.too_late_to_withdraw")
    told = round_.definition.told
    if told.project(number) is None:
        return NotFound("project.not_on_ballot")
    withdrawn = round_.in_force.withdrawn
    if number in withdrawn:
        return Conflict("amend.withdrawn_already")
    if told.numbers <= {number, *withdrawn}:
        return Conflict("amend.last_project")
    return None


def refuse_to_extend_voting(
    round_: Round,
    *,
    outage: Outage,
    closes_at: datetime,
    earlier: Sequence[Extension],
    now: datetime,
) -> DomainError | None:
    """Why two people may not extend voting to `closes_at`; None when they may.

    Args:
        earlier: the extensions that this round has had.
    Source: docs/rules/amendments.md section 4.
    """
    if refusal := _refuse_any_extension(round_, earlier, now):
        return refusal
    if outage.until <= outage.since:
        return Conflict("amend.outage_backwards", field="down_until")
    if outage.until > now:
        return Conflict("amend.outage_not_over", field="down_until")
    if outage.since < round_.opens_at or outage.until > round_.closes_at:
        return Conflict("amend.outage_outside", field="down_from")
    if any(outage.overlaps(each.outage) for each in earlier):
        return Conflict("amend.outage_made_good", field="down_from")
    if closes_at <= max(round_.closes_at, now):
        return Conflict("amend.only_later", field="closes_at")
    if closes_at - max(round_.closes_at, now) > outage.length:
        return Conflict("amend.longer_than_outage", field="closes_at")
    return None


def _refuse_any_extension(
    round_: Round, earlier: Sequence[Extension], now: datetime
) -> DomainError | None:
    if round_.called_off_at is not None:
        return Conflict("amend.called_off")
    if round_.frozen_at is None or now < round_.opens_at:
        return Conflict("vote.not_open_yet")
    if round_.paper_complete_at is not None or round_.closed_at is not None:
        return Conflict("amend.too_late_to_extend")
    if now >= round_.closes_at and any(each.after_shut for each in earlier):
        return Conflict("amend.extended_after_the_end")
    return None


def refuse_to_go_on_unlooked(
    odd: Iterable[Oddity], looked: Collection[Group]
) -> DomainError | None:
    """Why nothing is done yet: something is odd that nobody ticked; None when all was looked at.

    Source: docs/rules/rounds.md section 4.5.
    """
    if any(group not in looked for group in groups_of(odd)):
        return Conflict("vote.not_looked_at")
    return None
