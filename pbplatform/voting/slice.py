"""What this slice announces of itself. The vote, from the roll to the opened box."""

from __future__ import annotations

from pbplatform.voting import commands, models
from pbplatform.voting.jobs.worker import steps
from pbplatform.voting.models import checking, marks
from pbplatform.voting.pages import (
    amending,
    closing,
    desk,
    my_name,
    objections,
    register_letters,
    roll,
    roll_public,
    strikes,
    verify,
    verify_receipt,
    vote,
    warming,
    wishes,
)
from pbplatform.voting.pages.panels import odd_on_desk
from pbplatform.voting.pages.sealing_program import show_sealing_program
from pbplatform.voting.queries.concerned import accounts_on_roll
from pbplatform.voting.queries.objections import WaitingObjection
from pbplatform.voting.services.amending_by_two import EXTEND, WITHDRAW
from pbplatform.voting.services.close import CLOSE
from pbplatform.voting.services.damaged import GO_ON
from pbplatform.voting.services.forgetting import forget_person
from pbplatform.voting.services.roll_acts import ADD_BY_SPARES, BIND_SPARE, TAKE_OUT
from pbplatform.voting.services.strike_acts import PUT_BACK, STRIKE
from pbplatform.voting.words import check_refusals, refusals
from pbplatform.voting.words.acts import ACT_WORDS
from pbplatform.voting.words.facts import AUDIENCES, FACTS
from pbplatform.voting.words.log import LOG
from pbplatform.voting.words.mails import MAILS
from pbplatform.voting.words.next_act import next_act_of_objection
from pbplatform.voting.words.open_acts import OPEN_ACTS
from pbplatform.voting.words.own_data import OWN_DATA
from pbplatform.voting.words.to_do import letters_to_make, letters_wished, objections_to_answer
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="voting",
    by_no_proxy=True,
    own_data=OWN_DATA,
    forget=forget_person,
    models=(models, checking, marks),
    log=LOG,
    steps=steps,
    concerned={"rounds.round": accounts_on_roll},
    blueprints=(
        *(vote.bp, verify.bp, verify_receipt.bp, my_name.bp, desk.bp, closing.bp, roll.bp),
        *(strikes.bp, roll_public.bp, objections.bp, amending.bp, register_letters.bp, wishes.bp),
    ),
    mails=MAILS,
    facts=FACTS,
    audiences=AUDIENCES,
    to_dos=(objections_to_answer, letters_wished, letters_to_make),
    next_acts={WaitingObjection: next_act_of_objection},
    open_acts=(OPEN_ACTS,),
    refusals={**refusals.MESSAGES, **check_refusals.MESSAGES},
    acts=(CLOSE, BIND_SPARE, ADD_BY_SPARES, TAKE_OUT, STRIKE, PUT_BACK, GO_ON, WITHDRAW, EXTEND),
    act_words=ACT_WORDS,
    panels={
        "rounds.desk": odd_on_desk,
        "rounds.roll": roll_public.roll_of_rounds,
    },
    commands=(commands.roll, commands.letters),
    start=show_sealing_program,
    warm=warming.warm,
)
