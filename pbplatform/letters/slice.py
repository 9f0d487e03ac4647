"""What this slice announces of itself. Letters instead of mail, for people without e-mail."""

from __future__ import annotations

from pbplatform.letters.pages import bp
from pbplatform.letters.words.log import LOG
from pbplatform.letters.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="letters",
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
)
