"""The shares of trustees on the page of an opening. Source: docs/rules/trustees.md section 3.1.

What is typed stays in this request: it is in no table, log or file, and the page that says what is
wrong with it is never stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Length

from pbplatform.trustees.domain.shares import Dealt
from pbplatform.trustees.services.combining import TypedShare, key_of_shares
from pbplatform.voting.domain.keystore import HeldKeys, KeyStore
from pbplatform.web.base_form import Form
from pbplatform.web.choices import choices_of
from pbplatform.web.fields import WordsField

Asks = TypeVar("Asks", bound=Form)
_SECRET = {
    "autocomplete": "off",
    "autocapitalize": "none",
    "spellcheck": "false",
    "translate": "no",
}


def asking_for_shares(form: type[Asks], dealt: Dealt | None, *, begin: bool = False) -> Asks:
    """The form of an opening, with a field for each share that is needed; without for a key here.

    Args:
        form: what the opening asks for anyhow.
        begin: with nothing filled in, whatever this request sent.
    """
    sent: dict[str, Any] = {"formdata": None} if begin else {}
    if dealt is None:
        return form(**sent)
    fields: dict[str, Any] = {}
    for n in range(1, dealt.need + 1):
        fields[f"who_{n}"] = SelectField(_l("Whose share is it?"), coerce=str)
        fields[f"words_{n}"] = WordsField(
            _l("The 24 words of this share"),
            validators=[Length(max=600, message=_l("This is too long for 24 words"))],
            render_kw=_SECRET,
        )
    made: Asks = type("SharesForm", (form,), fields)(**sent)
    names = [(str(n), name) for n, name in enumerate(dealt.names, 1)]
    for n in range(1, dealt.need + 1):
        made[f"who_{n}"].choices = choices_of(names)
        if begin or not made.is_submitted():
            made[f"who_{n}"].data = str(n)
    return made


def keys_typed(form: Form, dealt: Dealt | None, keys: KeyStore, slug: str) -> KeyStore:
    """The keys for the opening: those of the server, with the one that the shares make.

    Args:
        slug: of the round.

    Raises:
        Conflict: a share is wrong, each with the field that it was typed into.
    """
    if dealt is None:
        return keys
    typed = list(_typed(form, dealt))
    private = key_of_shares(dealt, typed)
    return HeldKeys(keys.folder, private, tuple(sorted(one.number for one in typed)), slug)


def _typed(form: Form, dealt: Dealt) -> Iterator[TypedShare]:
    for n in range(1, dealt.need + 1):
        words = form[f"words_{n}"]
        yield TypedShare(int(form[f"who_{n}"].data), words.data or "", words.name)
