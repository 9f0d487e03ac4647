"""What this slice announces of itself. Rounds, dates, committees, the frozen definition."""

from __future__ import annotations

from pbplatform.rounds import models
from pbplatform.rounds.jobs.worker import steps
from pbplatform.rounds.models import Round
from pbplatform.rounds.pages import bp
from pbplatform.rounds.services import ADD_MONEY, CALL_OFF, CORRECT
from pbplatform.rounds.words.acts import ACT_WORDS
from pbplatform.rounds.words.audiences import AUDIENCES
from pbplatform.rounds.words.facts import FACTS
from pbplatform.rounds.words.log import LOG
from pbplatform.rounds.words.mails import MAILS
from pbplatform.rounds.words.next_act import next_act
from pbplatform.rounds.words.refusals import MESSAGES
from pbplatform.rounds.words.to_do import rounds_to_act_on
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="rounds",
    models=(models,),
    log=LOG,
    blueprints=(bp,),
    acts=(ADD_MONEY, CALL_OFF, CORRECT),
    act_words=ACT_WORDS,
    refusals=MESSAGES,
    mails=MAILS,
    facts=FACTS,
    audiences=AUDIENCES,
    steps=steps,
    to_dos=(rounds_to_act_on,),
    next_acts={
        Round: lambda round_, now, _today: next_act(round_, now),
    },
)
