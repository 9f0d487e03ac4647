"""Nothing slow may run while the write lock is held (ruling 8): a run-time fence, both ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_writing: ContextVar[bool] = ContextVar("writing", default=False)


def is_writing() -> bool:
    """Whether this thread is inside `transaction()`."""
    return _writing.get()


@contextmanager
def writing() -> Iterator[None]:
    """Mark the write transaction; only `core.transaction` enters it."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def slow(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run inside a write transaction: sealing, image work, network, big hashes."""

    @wraps(function)
    def fenced(*args: P.args, **kwargs: P.kwargs) -> R:
        if _writing.get():
            raise RuntimeError(f"{function.__qualname__} is slow work inside transaction()")
        return function(*args, **kwargs)

    return fenced
