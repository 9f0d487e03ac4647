"""Sentences of the accounts slice."""

from flask_babel import lazy_gettext as _l

MESSAGES = {
    "account.sign_in_first": _l("Sign in first. What you typed is kept."),
}
