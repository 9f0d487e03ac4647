"""What this slice announces of itself. Votes on paper, from hand to box."""

from __future__ import annotations

from pbplatform.paper.models import handing
from pbplatform.paper.pages import bp
from pbplatform.paper.queries.handing import handed_numbers
from pbplatform.paper.services.paper_acts import DECIDE, REPLACE
from pbplatform.paper.words.acts import ACT_WORDS
from pbplatform.paper.words.log import LOG
from pbplatform.paper.words.own_data import OWN_DATA
from pbplatform.paper.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="paper",
    models=(handing,),
    paper=handed_numbers,
    acts=(REPLACE, DECIDE),
    act_words=ACT_WORDS,
    own_data=OWN_DATA,
    log=LOG,
    blueprints=(bp,),
    refusals=MESSAGES,
)
