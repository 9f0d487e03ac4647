"""Where an idea or a proposal is: in the log, in links, and in the browser's address line."""

from __future__ import annotations

from pbplatform.core.text_slug import slug


def idea_path(round_slug: str, number: int) -> str:
    """As log and links name it: `rounds/fund-2027/ideas/214`."""
    return f"rounds/{round_slug}/ideas/{number}"


def proposal_path(round_slug: str, number: int) -> str:
    """As log and links name it: `rounds/fund-2027/proposals/4`."""
    return f"rounds/{round_slug}/proposals/{number}"


def decoration(title: str) -> str | None:
    """What follows the number in an address: `quiet-benches`; None when no letter is left."""
    return slug(title) or None
