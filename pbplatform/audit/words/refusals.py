"""What the program finds when it looks at a log and the words beside it, and what to do."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
    "check.log_tree_differs": _l(
        "The hash tree of the log %(log)s is not the one that its entries make. Somebody changed "
        "the database past this program. Put a copy back. If there is no good copy, say so in "
        "public: pbplatform accept-log %(log)s --by NAME --reason WORDS"
    ),
    "check.log_not_signed_so": _l(
        "The log %(log)s is not the one whose first %(entries)s entries were signed. An older copy "
        "of the database was put in its place, or entries were changed. If you put a copy back, "
        "say so in public: pbplatform accept-log %(log)s --by NAME --reason WORDS"
    ),
    "check.log_tie_differs": _l(
        "Site log and ballot log name another tree of the log %(log)s than its entries make. "
        "Somebody changed one of the two. Compare both with a copy that others have."
    ),
    "log.key_damaged": _l(
        "The file log.key in the key folder holds no key of a log, so nothing is signed. Put the "
        "file back from your copy of the key folder."
    ),
    "log.promise_key_damaged": _l(
        "The file promise.key in the key folder holds no key, so no promise on a receipt is "
        "signed. Put the file back from your copy of the key folder."
    ),
    "log.promise_key_unknown": _l(
        "The public log names no key %(id)s of promises. The page for experts lists those it names."
    ),
    "log.promise_key_revoked_before": _l("The key %(id)s of promises was revoked before."),
    "log.not_signed_yet": _l(
        "Nothing of this log is signed yet. Look again in a minute. If it stays so, tell us."
    ),
    "log.not_witnessed_yet": _l("No witness has signed anything of this log yet."),
    "log.no_tile": _l("The signed tree of this log has no such part. Read its checkpoint first."),
    "log.not_in_signed_tree": _l(
        "This entry is not in the signed tree yet. Look again in a minute. If it stays so, tell us."
    ),
    "log.no_such_sizes": _l(
        "Give two sizes of the signed tree, the smaller one first. The largest is that of the "
        "checkpoint."
    ),
    "witness.key_wrong": _l(
        "That is no public key of a witness. It is one line that “witness.py init” prints: a name, "
        "8 letters and digits, and the key, with + between them."
    ),
    "witness.name_needed": _l("Say what the witness is called, in at most 120 letters."),
    "witness.two_people": _l("Name two people who answer for it. They may not be the same."),
    "witness.named_already": _l("This key was named before. A key that ended does not come back."),
    "witness.too_many": _l("At most %(most)s witnesses can watch at one time. End one first."),
    "witness.not_known": _l("No witness that watches now has this key."),
    "witness.reason_needed": _l("Say why the witness ends. This is public."),
    "witness.no_such_checkpoint": _l(
        "We never signed this checkpoint. If it has our signature, keep it and show it to others: "
        "it proves that two logs were shown."
    ),
    "witness.not_signed_so": _l(
        "No witness that watches now has signed this checkpoint, or a signature is wrong."
    ),
    "witness.no_note": _l("That is no signed checkpoint, or it is too long."),
    "witness.in_the_future": _l("The time of this signature lies ahead. Put the clock right."),
    "check.words_changed": _l(
        "The words “%(name)s” beside entry %(number)s of the site log are not those it commits to. "
        "Somebody changed them. Compare them with a copy that others have."
    ),
    "check.words_missing": _l(
        "The words “%(name)s” of entry %(number)s of the site log are gone, and no later entry "
        "says that they were erased. Put them back from a copy."
    ),
    "check.words_without_entry": _l(
        "Beside entry %(number)s of the site log stand words, “%(name)s”, that it does not commit "
        "to. Somebody put them in."
    ),
    "check.entry_withheld": _l(
        "Entry %(number)s of the site log is withheld, and no later entry says who decided so. "
        "Find out who did it, and serve it again."
    ),
}
