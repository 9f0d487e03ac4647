"""Every table, imported in one place, so that the metadata is whole."""

from pbplatform.accounts import models as accounts
from pbplatform.audit import models as audit
from pbplatform.core import deciding_clock, files, numbers, outbox, sent_once, tries
from pbplatform.core.db import Base
from pbplatform.delivery import models as delivery
from pbplatform.forums import models as forums
from pbplatform.links import models as links
from pbplatform.notices import models as notices
from pbplatform.places import models as places
from pbplatform.proposals import models as proposals
from pbplatform.responses import models as responses
from pbplatform.results import models as results
from pbplatform.review import models as review
from pbplatform.rounds import models as rounds
from pbplatform.voting import models as voting

__all__ = [
    "Base",
    "accounts",
    "audit",
    "deciding_clock",
    "delivery",
    "files",
    "forums",
    "links",
    "notices",
    "numbers",
    "outbox",
    "places",
    "proposals",
    "responses",
    "review",
    "results",
    "rounds",
    "sent_once",
    "tries",
    "voting",
]
