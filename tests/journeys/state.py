"""Whether anything at all changed in a database."""

from __future__ import annotations

import hashlib

from flask import Flask
from sqlalchemy import select

from pbplatform.core.db import Base, db


def fingerprint(app: Flask) -> dict[str, str]:
    """A hash of the rows of each table, but of the sessions that tests open for their people."""
    with app.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            if table.name == "login_session":
                continue
            rows = sorted(repr(tuple(row)) for row in db.session.execute(select(table)))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        db.session.remove()
    return found
