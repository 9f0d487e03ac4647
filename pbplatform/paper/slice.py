"""What this slice announces of itself. Votes on paper, from hand to box."""

from __future__ import annotations

from pbplatform.paper.jobs.worker import steps
from pbplatform.paper.models import batches, checking, handing
from pbplatform.paper.pages import BLUEPRINTS
from pbplatform.paper.pages.together import PANELS
from pbplatform.paper.queries.checking import stops_certificate
from pbplatform.paper.queries.handing import WaitingAside
from pbplatform.paper.queries.numbers import papers_of_round
from pbplatform.paper.services.check_acts import CONFIRM_CHECK, DESTROY_PAPERS, EXPLAIN
from pbplatform.paper.services.paper_acts import DECIDE, MORE, REPLACE
from pbplatform.paper.words.acts import ACT_WORDS
from pbplatform.paper.words.check import CHECK_ACT_WORDS
from pbplatform.paper.words.log import LOG
from pbplatform.paper.words.next_act import next_act_of_aside
from pbplatform.paper.words.own_data import OWN_DATA
from pbplatform.paper.words.refusals import MESSAGES
from pbplatform.paper.words.to_do import papers_waiting
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="paper",
    by_no_proxy=True,
    models=(handing, batches, checking),
    paper=papers_of_round,
    hand_check=stops_certificate,
    acts=(REPLACE, DECIDE, MORE, CONFIRM_CHECK, EXPLAIN, DESTROY_PAPERS),
    act_words={**ACT_WORDS, **CHECK_ACT_WORDS},
    own_data=OWN_DATA,
    log=LOG,
    blueprints=BLUEPRINTS,
    refusals=MESSAGES,
    steps=steps,
    panels=PANELS,
    to_dos=(papers_waiting,),
    next_acts={WaitingAside: next_act_of_aside},
)
