"""Refusals in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "trustees.frozen": _l("The ballot is frozen. Who holds the key of the box stays as it is."),
    "trustees.none": _l("The key of this box is on the server. Nobody holds a share of it."),
    "trustees.the_same": _l("This file is the one that stands already. Choose another one"),
    "trustees.not_a_file": _l(
        "This is no public file of trustees, or its parts do not fit each other. Choose the file "
        "trustees.json that was made with the shares"
    ),
    "trustees.changed_meanwhile": _l(
        "Who holds the key was changed meanwhile. Look at the page again, then freeze."
    ),
    "trustees.still_needed": _l(
        "The shares are still needed: the result is not certified. They are destroyed after that."
    ),
    "trustees.destroyed_already": _l("That this share is destroyed was written down before."),
    "trustees.no_such_share": _l("Choose a share from the list"),
    "trustees.shares_needed": _l(
        "Trustees hold the key of this box. It is opened with their shares, on the page of the box."
    ),
    # What is typed of a share
    "trustees.share_empty": _l("Type the 24 words of this share"),
    "trustees.share_words": _l("These are %(found)s words. A share has 24"),
    "trustees.share_unknown_word": _l(
        "Word %(place)s is not one of those that shares are made of. Is it “%(near)s”?"
    ),
    "trustees.share_no_such_word": _l(
        "Word %(place)s is not one of those that shares are made of. Look at the sheet again"
    ),
    "trustees.share_checksum": _l(
        "The words do not fit each other: one is wrong, or two changed places. Compare them with "
        "the sheet"
    ),
    "trustees.share_other_number": _l(
        "This is share %(number)s of this key, not the one that was chosen"
    ),
    "trustees.share_other_key": _l("This share belongs to another key, not to this box"),
    "trustees.share_twice": _l("This share was typed above already. Another trustee is needed"),
    "trustees.share_too_few": _l("%(need)s shares are needed. These are %(found)s"),
}
