"""What this slice announces of itself. Votes on paper, from hand to box."""

from __future__ import annotations

from pbplatform.paper.models import handing
from pbplatform.paper.pages import bp, printing
from pbplatform.paper.pages.together import PANELS
from pbplatform.paper.queries.handing import WaitingAside, handed_numbers
from pbplatform.paper.services.paper_acts import DECIDE, REPLACE
from pbplatform.paper.words.acts import ACT_WORDS
from pbplatform.paper.words.log import LOG
from pbplatform.paper.words.next_act import next_act_of_aside
from pbplatform.paper.words.own_data import OWN_DATA
from pbplatform.paper.words.refusals import MESSAGES
from pbplatform.paper.words.to_do import asides_to_decide
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="paper",
    models=(handing,),
    paper=handed_numbers,
    acts=(REPLACE, DECIDE),
    act_words=ACT_WORDS,
    own_data=OWN_DATA,
    log=LOG,
    blueprints=(bp, printing.bp),
    refusals=MESSAGES,
    panels=PANELS,
    to_dos=(asides_to_decide,),
    next_acts={WaitingAside: next_act_of_aside},
)
