"""As what somebody opened a box again."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ROLES = {"auditor": _l("auditor"), "trustee": _l("trustee")}
