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
        "The log %(log)s is not the one whose first %(entries)d entries were signed. An older copy "
        "of the database was put in its place, or entries were changed. If you put a copy back, "
        "say so in public: pbplatform accept-log %(log)s --by NAME --reason WORDS"
    ),
    "log.key_damaged": _l(
        "The file log.key in the key folder holds no key of a log, so nothing is signed. Put the "
        "file back from your copy of the key folder."
    ),
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
