"""What entries of the public log say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from pbplatform.reopening.kinds import ReopenLog
from pbplatform.reopening.words.roles import ROLES
from pbplatform.web.log_reading import plain
from pbplatform.web.slices import LogWords

_SENTENCES: Mapping[str, tuple[LazyString, ...]] = {
    ReopenLog.STATED: (
        _l(
            "Opening %(opening)s: %(by)s (%(as_role)s) opened the box again. The same list of "
            "votes came out: %(list_sha256)s."
        ),
        _l(
            "Opening %(opening)s: %(by)s (%(as_role)s) opened the box again. ANOTHER list of votes "
            "came out: %(list_sha256)s. Published was %(logged_sha256)s."
        ),
        _l("Somebody opened the box again, and said which list of votes came out."),
    ),
    ReopenLog.TAKEN_BACK: (
        _l("What was said of opening %(opening)s was taken back by who said it: %(reason)s"),
        _l("What was said of an opening was taken back by who said it."),
    ),
    ReopenLog.SET_ASIDE: (
        _l(
            "%(first)s and %(second)s say that what was said of opening %(opening)s does not "
            "stand: %(reason)s"
        ),
        _l("Two people say that what was said of an opening does not stand."),
    ),
    ReopenLog.KEY_ENDED: (
        _l(
            "%(first)s and %(second)s decided that the key of the box is destroyed. Its "
            "fingerprint: %(key_sha256)s. What nobody can open then: %(envelopes)s."
        ),
        _l("Two people decided that the key of the box is destroyed."),
    ),
}


def _stated(told: Mapping[str, Any]) -> int:
    """The sentence of a statement: the same list, or another one."""
    data = told["data"]
    return 0 if data.get("agrees", "logged_sha256" not in data) else 1


LOG = LogWords(
    sentences=_SENTENCES,
    choose={ReopenLog.STATED: _stated},
    families={"reopen": _l("Boxes opened again, and the end of their keys")},
    fields={"as_role": lambda value: ROLES.get(value)},
    nouns={"opening": plain},
)
