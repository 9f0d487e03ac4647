"""What this slice announces of itself. The result, stored, shown, objected to, certified."""

from __future__ import annotations

from pbplatform.results import models
from pbplatform.results.commands.urn import urn
from pbplatform.results.jobs.worker import steps
from pbplatform.results.pages import (
    bundle,
    certifying,
    count,
    desk,
    earlier,
    feeds,
    objecting,
    objections,
    opening_away,
    results,
)
from pbplatform.results.pages.on_proposals import vote_of_proposal
from pbplatform.results.pages.panels import PANELS
from pbplatform.results.services.certificate import CERTIFY
from pbplatform.results.services.forgetting import forget_person
from pbplatform.results.services.recounts import COUNT_AGAIN
from pbplatform.results.words.acts import ACT_WORDS
from pbplatform.results.words.facts import FACTS
from pbplatform.results.words.log import LOG
from pbplatform.results.words.mails import MAILS, NEWS
from pbplatform.results.words.own_data import OWN_DATA
from pbplatform.results.words.refusals import MESSAGES
from pbplatform.results.words.texts import TEXTS
from pbplatform.results.words.thread import THREADS
from pbplatform.results.words.to_do import results_to_certify
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="results",
    by_no_proxy=True,
    models=(models,),
    blueprints=(
        *(desk.bp, results.bp, count.bp, earlier.bp),
        *(objections.bp, objecting.bp, certifying.bp, feeds.bp, bundle.bp, opening_away.bp),
    ),
    refusals=MESSAGES,
    acts=(CERTIFY, COUNT_AGAIN),
    act_words=ACT_WORDS,
    log=LOG,
    mails=MAILS,
    facts=FACTS,
    news=NEWS,
    own_data=OWN_DATA,
    forget=forget_person,
    texts=TEXTS,
    threads=THREADS,
    to_dos=(results_to_certify,),
    commands=(urn,),
    steps=steps,
    panels={**PANELS, "review.proposal": vote_of_proposal},
)
