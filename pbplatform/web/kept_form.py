"""A form that could not be taken now, kept in the page so that it can be sent again."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from pbplatform.core.local_paths import local_or

# Fields that a kept form gets afresh.
_FRESH = ("csrf_token", "once")


@dataclass(frozen=True)
class KeptForm:
    """What was sent.

    Attributes:
        action: where it was sent, with its query.
        fields: names and values in the order they came, without token and nonce.
        has_file: a file was chosen; a page cannot keep one.
    """

    action: str
    fields: tuple[tuple[str, str], ...]
    has_file: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What somebody wrote, to read it again: values of more than one word."""
        return tuple(text for _name, text in self.fields if len(text.split()) > 1)


def address() -> str:
    """The address of this request, as a path with its query."""
    return local_or(request.full_path.removesuffix("?"), local_or(request.path, "/"))


def kept_form() -> KeptForm | None:
    """The form of this request; None when it only asked for a page."""
    if request.method in ("GET", "HEAD"):
        return None
    fields = [(name, text) for name, text in request.form.items(multi=True) if name not in _FRESH]
    has_file = any(file.filename for file in request.files.values())
    return KeptForm(address(), tuple(fields), has_file)
