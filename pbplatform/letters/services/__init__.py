"""What is done with letters."""

from pbplatform.letters.services.batches import (
    Made,
    ToPrint,
    count_print,
    letters_to_print,
    make_batch,
    post_batch,
)
from pbplatform.letters.services.forgetting import forget_person, forget_words
from pbplatform.letters.services.handling import (
    facts_to_stop,
    hold,
    mark_came_back,
    post_one,
    put_back,
    stop_letters,
    take_posting_back,
    unmark_came_back,
)
from pbplatform.letters.services.writing import make_letter

__all__ = [
    "Made",
    "ToPrint",
    "count_print",
    "facts_to_stop",
    "forget_person",
    "forget_words",
    "hold",
    "letters_to_print",
    "make_batch",
    "make_letter",
    "mark_came_back",
    "post_batch",
    "post_one",
    "put_back",
    "stop_letters",
    "take_posting_back",
    "unmark_came_back",
]
