"""What this slice announces of itself. Words that must go, and how they come back."""

from __future__ import annotations

from pbplatform.moderation import models
from pbplatform.moderation.queries import kept_files
from pbplatform.moderation.words.log import LOG
from pbplatform.moderation.words.mails import MAILS
from pbplatform.moderation.words.refusals import MESSAGES
from pbplatform.web.slices import Slice

SLICE = Slice(
    name="moderation",
    models=(models,),
    log=LOG,
    refusals=MESSAGES,
    mails=MAILS,
    files=(kept_files,),
)
