"""What error pages say: what happened, whether anything is lost, what to do now."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

_BACK = _l(
    "Go back in your browser: what you typed may still be there. Copy it before you load the page "
    "again, then send it once more."
)
_WORDS = {
    400: (
        _l("We could not take this"),
        (
            _l("The page you sent was too old, or something was missing from it."),
            _l("Nothing was changed."),
            _BACK,
        ),
    ),
    403: (
        _l("You cannot do this"),
        (_l("If you should be able to, ask the people who run this site to give you the role."),),
    ),
    404: (
        _l("There is no such page"),
        (_l("Check the address. If you followed a link here, the link is wrong."),),
    ),
    405: (_l("This page cannot be used like that"), (_l("Nothing was changed."), _BACK)),
    409: (
        _l("This cannot be done now"),
        (_l("Something changed since you opened the page. Look at it again before you go on."),),
    ),
    410: (_l("This page was removed"), (_l("The public log says when, by whom and why."),)),
    413: (
        _l("This file is too large"),
        (_l("Pictures must be smaller than 10 MB."), _l("Nothing was sent.")),
    ),
    429: (
        _l("Too many tries"),
        (_l("Wait some minutes, then try again. Nothing you did is lost."),),
    ),
    500: (
        _l("Something went wrong on our side"),
        (
            _l("Nothing you did was lost."),
            _l("Try again in a minute. If it happens again, tell us."),
        ),
    ),
}


def words_for(status: int) -> tuple[str, list[str]]:
    """Title and advice for an HTTP status; the general words where there are none of its own."""
    title, advice = _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]
    return str(title), [str(sentence) for sentence in advice]
