"""What this slice announces of itself. The vote, from the roll to the opened box."""

from __future__ import annotations

from pbplatform.voting import commands, models
from pbplatform.voting.jobs.registers import steps
from pbplatform.voting.pages import desk, register_letters, roll, verify, vote
from pbplatform.voting.services.damaged import GO_ON
from pbplatform.voting.services.forgetting import forget_person
from pbplatform.voting.services.roll_acts import ADD_BY_SPARES, BIND_SPARE, TAKE_OUT
from pbplatform.voting.words import check_refusals, refusals
from pbplatform.voting.words.acts import ACT_WORDS
from pbplatform.voting.words.log import LOG
from pbplatform.voting.words.open_acts import OPEN_ACTS
from pbplatform.voting.words.own_data import OWN_DATA
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="voting",
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models,),
    log=LOG,
    blueprints=(vote.bp, verify.bp, desk.bp, roll.bp, register_letters.bp),
    steps=steps,
    open_acts=(OPEN_ACTS,),
    refusals={**refusals.MESSAGES, **check_refusals.MESSAGES},
    acts=(BIND_SPARE, ADD_BY_SPARES, TAKE_OUT, GO_ON),
    act_words=ACT_WORDS,
    commands=(commands.roll, commands.letters),
)
