"""Sentences of this slice."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "reopen.only_auditors": _l("Only auditors and trustees of this round can open its box again."),
    "reopen.not_opened": _l("The box is not open yet. You can say this after the opening."),
    "reopen.older_order": _l(
        "This vote was counted under the older order. Its closed votes were not laid apart, so "
        "nobody can open them again."
    ),
    "reopen.key_gone": _l("The key is destroyed. Nobody can open this box again."),
    "reopen.stated_already": _l(
        "You have said already what came out. Take that back first, then say it anew."
    ),
    "reopen.not_found": _l("There is no opening of this number."),
    "reopen.only_own": _l("Only who said it can take it back."),
    "reopen.taken_back_already": _l("This was taken back before."),
    "reopen.own_statement": _l(
        "You said this yourself. Take it back, or let two other people say why it does not stand."
    ),
    "reopen.holds_up_nothing": _l("This holds up nothing, so nobody has to answer it."),
    "reopen.hash_empty": _l("Type the hash that the program printed after “list”"),
    "reopen.hash_length": _l("A hash has 64 letters and digits. This has %(found)s."),
    "reopen.hash_letters": _l("A hash has only the digits 0 to 9 and the letters a to f"),
    "key.none_yet": _l("There is no key yet. It is made when the ballot is frozen."),
    "key.gone": _l("The key is destroyed already."),
    "key.with_trustees": _l(
        "Trustees hold the key of this box. It ends when they destroy their sheets."
    ),
    "key.goes_by_itself": _l("This round was called off. Its key is destroyed without a press."),
    "key.decided": _l("Two people decided this already. The key is being destroyed."),
    "key.still_needed": _l(
        "The key is still needed: until the certificate somebody can want to open the box again."
    ),
    "key.too_early": _l("From tomorrow on two people can decide this."),
    "key.held_up": _l(
        "Somebody opened the box again and another list came out (%(number)s). The key is kept "
        "until this is answered."
    ),
}
