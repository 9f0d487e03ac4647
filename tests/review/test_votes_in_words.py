"""How delegates voted, in words."""

from __future__ import annotations

from flask import Flask

from pbplatform.review.words.votes import present, vote_words


def test_who_took_no_part_is_told_apart_and_was_not_there(app: Flask) -> None:
    names = {"for": ["Amina", "Dele"], "against": [], "abstained": ["Noor"], "no_part": ["Sam"]}
    with app.test_request_context():
        told = vote_words(names)
        without = vote_words({**names, "no_part": []})
    assert told == [
        ("For:", "Amina, Dele."),
        ("Against:", "nobody."),
        ("Abstained:", "Noor."),
        ("Took no part, because of a declared interest:", "Sam."),
    ]
    assert without == told[:3]
    assert present(names) == 3
