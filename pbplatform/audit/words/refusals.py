"""What the program finds when it looks at the words beside the log, and what to do."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

MESSAGES: dict[str, LazyString] = {
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
