"""The page that says a link is on its way: for every form that waits for one."""

from __future__ import annotations

from flask import current_app, render_template

from pbplatform.accounts.services import LINK_MINUTES, LINKS_PER_WINDOW, LinkAsked


def link_sent_page(email: str, asked: LinkAsked, *, again: str, change: str, goal: str = "") -> str:
    """What was sent or not, what is kept, and the ways on.

    Args:
        again: where another link to the same goal can be asked for.
        change: where a mistyped address can be put right, with nothing lost.
        goal: what comes after signing in, in words.
    """
    return render_template(
        "accounts/link_sent.html",
        email=email,
        asked=asked,
        again=again,
        change=change,
        goal=goal,
        minutes=LINK_MINUTES,
        most=LINKS_PER_WINDOW,
        mailbox_here=not current_app.extensions["settings"].is_production,
    )
