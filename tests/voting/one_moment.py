"""Two acts at one moment, each in a transaction and a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session

from pbplatform.core.db import db
from pbplatform.core.transaction import transaction

Act = Callable[[Session], object]


def one_after_the_other(app: Flask, first: Act, second: Act) -> Exception | None:
    """Begin `second` while `first` has acted and not committed; what `second` met with."""
    acted, over = threading.Event(), threading.Event()
    met: list[Exception] = []

    def wait_for_it() -> None:
        with app.app_context():
            acted.wait(20)
            try:
                with transaction() as session:
                    second(session)
            except Exception as error:
                met.append(error)
            finally:
                over.set()
                db.session.remove()

    other = threading.Thread(target=wait_for_it)
    other.start()
    with app.app_context(), transaction() as session:
        first(session)
        session.flush()
        acted.set()
        over.wait(0.4)  # it waits for this transaction, or has read what is over in a moment
    other.join()
    return met[0] if met else None
