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
    # Who signs in
    "trustees.has_account": _l(
        "%(name)s signs in already. They can lay it down on their own page, then ask another person"
    ),
    "trustees.not_yourself": _l("This is your own address. A trustee is another person"),
    "trustees.asked_already": _l("This person was asked for this share before. They can accept it"),
    "trustees.asked_for_another": _l("This person stands for another share of this box"),
    "trustees.nobody_asked": _l("Nobody waits to be asked for this share. Look at the page again"),
    "trustees.needed_no_more": _l(
        "The box is open, or the round was called off. Nobody has to sign in for it any more."
    ),
    "trustees.not_asked": _l(
        "Nobody asked you to sign in as a trustee of this round, or the question was taken back."
    ),
    "trustees.only_they": _l(
        "Only a trustee of this round who signs in can do this. A facilitator can ask you to."
    ),
    # The closed votes, to be opened elsewhere
    "trustees.export_not_yours": _l(
        "Only trustees of this round who sign in, and auditors, can take the closed votes."
    ),
    "trustees.key_gone": _l(
        "The key of this box is destroyed. Its closed votes are not handed out any more."
    ),
    # The hash that trustees type
    "trustees.not_a_hash": _l(
        "This is not the hash. It has 64 signs: digits, and letters from a to f. Copy it again "
        "from what the program printed"
    ),
    "trustees.other_hash": _l(
        "%(name)s typed another one. Compare this one with your paper. If it is right, tick that "
        "the lists differ"
    ),
    "trustees.early": _l("It is before the promised hour. Tick this to go on, or wait"),
    "trustees.list_needed": _l(
        "You are the last one needed. Choose the file opened.json, which opens the box"
    ),
    "trustees.list_differs": _l(
        "The hash of this file is another one: %(found)s. Choose the file whose hash you typed"
    ),
    "trustees.list_by_command": _l(
        "This box holds too many votes for a page. Type the hash without the file: the operator "
        "brings it"
    ),
    "trustees.nothing_typed": _l("You have typed no hash, or took it back before."),
    "trustees.too_few_confirmed": _l(
        "%(found)s trustees typed the hash of this list. %(need)s are needed."
    ),
    # The file that was brought
    "trustees.file_unreadable": _l(
        "This is not the file opened.json, or it was changed. Choose the one that the program wrote"
    ),
    "trustees.file_other_round": _l("This file is of another round"),
    "trustees.file_other_ballot": _l("This file is of another ballot than the frozen one"),
    "trustees.file_other_box": _l(
        "This file was made from other closed votes than those of this box. Take them again"
    ),
    "trustees.file_count": _l("This file has %(found)s votes. The box holds %(held)s"),
    "trustees.file_order": _l("The votes in this file are not in order. It was changed"),
    "trustees.file_damaged": _l(
        "This file names a damaged vote that is not in the box, or leaves one out"
    ),
    "trustees.file_row": _l(
        "Vote %(row)s of this file is none that a closed vote of this round can have held"
    ),
    "trustees.file_judged": _l(
        "What this file says of vote %(row)s, whether it counts, is not what the ballot’s rule says"
    ),
    "trustees.file_signatures": _l(
        "This file is signed by %(found)s shares of this key. %(need)s are needed"
    ),
}
