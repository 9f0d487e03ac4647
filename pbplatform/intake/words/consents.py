"""What is read out before something is written down on somebody's word; kept with what is written.

Source: docs/rules/intake.md sections 3 and 8.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ANSWER_WORDS = _l(
    "I write down your words about the answer. Everybody reads them beside it, and whom you told. "
    "You can have them changed or taken away while the question is open. Do you agree?"
)
POINT_BACK = _l(
    "I take your point back. Its words stay, with the day and that you took it back. Everybody "
    "reads that I wrote this down. We erase how we reach you. For 5 working days you can go on "
    "with it. Do you agree?"
)
IDEA_BACK = _l(
    "I take your idea back. Its page then says only that, and that I wrote it down. We erase how "
    "we reach you. This cannot be undone. Do you agree?"
)
GO_ON = _l(
    "Your point goes on, and its days are the same as before. Everybody reads that I wrote this "
    "down. To be told of it, say anew how we reach you. Do you agree?"
)
NAME = _l(
    "Everybody reads the name you choose from now on, or none. What was printed or copied before "
    "stays as it was. Do you agree?"
)
REACH = _l(
    "From now on we tell you in the way you choose. What we knew before is erased. It stays "
    "secret. Do you agree?"
)
