"""One function per verb, by who acts: author, facilitator, supporter, delegate."""

from pbplatform.proposals.domain.idea import IdeaFacts
from pbplatform.proposals.services import keeping as keeping
from pbplatform.proposals.services.authors import (
    IdeaSent,
    Sender,
    ask_again,
    enter_idea,
    send_idea,
    send_ideas,
    take_idea_away,
    withdraw_idea,
    withdraw_idea_for,
)
from pbplatform.proposals.services.committees import (
    IdeaLeft,
    claim_idea,
    claim_ideas,
    hand_back_idea,
    leave_idea,
    leave_ideas,
    pass_claim,
)
from pbplatform.proposals.services.drafts import (
    DRAFT_DAYS,
    forget_draft,
    keep_draft,
    mail_draft_link,
    open_draft,
)
from pbplatform.proposals.services.facilitators import (
    keep_idea,
    publish_idea,
    publish_ideas,
    refuse_idea,
)
from pbplatform.proposals.services.handing import give_idea_to, name_idea_for
from pbplatform.proposals.services.joining import agree_to_join, object_to_join
from pbplatform.proposals.services.reopening import decline_plea, plead, reopen_idea
from pbplatform.proposals.services.seeing import facts_of_idea, require_same_idea
from pbplatform.proposals.services.splitting import split_proposal
from pbplatform.proposals.services.support import (
    IdeaSupported,
    support_idea,
    support_ideas,
    take_support_back,
)
from pbplatform.proposals.services.taking_back import undo_entered_idea
from pbplatform.proposals.services.writing import (
    ProposalFacts,
    change_proposal,
    create_proposal,
    reopen_proposal,
    settle_proposal,
    tell_authors,
)

__all__ = [
    "DRAFT_DAYS",
    "IdeaFacts",
    "IdeaLeft",
    "IdeaSent",
    "IdeaSupported",
    "claim_ideas",
    "leave_ideas",
    "publish_ideas",
    "send_ideas",
    "support_ideas",
    "ProposalFacts",
    "Sender",
    "ask_again",
    "change_proposal",
    "reopen_proposal",
    "tell_authors",
    "claim_idea",
    "hand_back_idea",
    "create_proposal",
    "enter_idea",
    "facts_of_idea",
    "forget_draft",
    "give_idea_to",
    "keep_draft",
    "keep_idea",
    "mail_draft_link",
    "leave_idea",
    "open_draft",
    "pass_claim",
    "agree_to_join",
    "object_to_join",
    "split_proposal",
    "plead",
    "decline_plea",
    "reopen_idea",
    "publish_idea",
    "refuse_idea",
    "require_same_idea",
    "send_idea",
    "settle_proposal",
    "support_idea",
    "take_idea_away",
    "take_support_back",
    "name_idea_for",
    "undo_entered_idea",
    "withdraw_idea",
    "withdraw_idea_for",
]
