"""The session of a request: what a page only shows is read plainly (`core/plain_rows.py`)."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy.session import Session

from pbplatform.core.plain_objects import Held, by_key
from pbplatform.core.plain_rows import plainly_read
from pbplatform.core.reading_once import is_reading_once


class PlainSession(Session):
    """A session that makes little ready where nothing is written."""

    def execute(self, statement: Any, params: Any = None, **how: Any) -> Any:
        if not how:
            found = plainly_read(self, statement, params)
            if found is not None:
                return found
        return super().execute(statement, params, **how)

    def get(self, entity: Any, ident: Any, **how: Any) -> Any:
        asked = None if how or not is_reading_once(self) else by_key(self, entity, ident)
        if isinstance(asked, Held):
            return asked.one
        if asked is not None:
            found = plainly_read(self, *asked)
            if found is not None:
                return found.scalars().one_or_none()
        return super().get(entity, ident, **how)

    def scalars(self, statement: Any, params: Any = None, **how: Any) -> Any:
        if not how:
            found = plainly_read(self, statement, params)
            if found is not None:
                return found.scalars()
        return super().scalars(statement, params, **how)

    def scalar(self, statement: Any, params: Any = None, **how: Any) -> Any:
        if not how:
            found = plainly_read(self, statement, params)
            if found is not None:
                return found.scalar()
        return super().scalar(statement, params, **how)
