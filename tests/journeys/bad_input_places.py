"""The demonstration, made ready so that every form of the application has a page that shows it."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.browser.hackford import Hackford
from tests.by_pages import Browser
from tests.journeys.bad_input import Sample
from tests.pages import confirm, hidden_field, with_seen

IDEAS = "green-streets-fund-2028"
REVIEW = "schools-and-youth-fund-2027"
VOTE = "neighbour-fund-2027"
PAST = "neighbour-fund-2026"
COMMITTEE = f"/desk/delegate/{REVIEW}/committees/together-and-learning"
POINTS = "/forums/town-forum/points"
OFFICIAL = "/desk/official/points/town-forum"
FACILITATOR = "/desk/facilitator"
IDEA = {"title": "Swings", "text": "Swings for all.", "where": "everywhere", "name_shown": "first"}
POINT = {
    "kind": "request",
    "title": "A lamp",
    "verbatim": "It is dark.",
    "area": "",
    "action": "send",
}
ANSWER = {
    "sentence": "Yes.",
    "kind": "yes",
    "reason": "",
    "explanation": "In May.",
    "what_1": "A lamp",
    "owner_1": "Lighting",
    "due_1-day": "3",
    "due_1-month": "5",
    "due_1-year": "2027",
}
FIRST_DAY = "start=new-york&first_day-day=1&first_day-month=3&first_day-year=2028"

# Pages that no link leads to: one comes there by a form, or at another time.
PAGES = (
    ("amina", f"{COMMITTEE}/proposals/new?idea=3"),
    ("amina", f"/desk/delegate/{REVIEW}/ideas/3/leave"),
    ("amina", f"/desk/delegate/{REVIEW}/proposals/1/text"),
    ("amina", f"/desk/delegate/{REVIEW}/proposals/1/costing"),
    ("amina", f"/desk/delegate/{REVIEW}/proposals/1/decision"),
    ("nina", f"/desk/official/costings/{REVIEW}/2"),
    ("bea", f"{FACILITATOR}/rounds/new?{FIRST_DAY}"),
    ("bea", f"{FACILITATOR}/ideas/{IDEAS}/6/answer"),
    ("bea", f"{FACILITATOR}/rounds/{IDEAS}/correct"),
    ("bea", f"{FACILITATOR}/rounds/{IDEAS}/money"),
    ("bea", f"{FACILITATOR}/rounds/{REVIEW}/committees/together-and-learning/name"),
    ("visitor", f"/rounds/{VOTE}/vote/eligibility"),
    ("visitor", f"/rounds/{VOTE}/my-name"),
    ("visitor", "/dev/components"),
    ("rosa", f"/rounds/{IDEAS}/ideas/6"),
    ("rosa", f"/rounds/{IDEAS}/ideas/6/withdraw"),
    ("rosa", f"/rounds/{IDEAS}/ideas/7"),
    ("rosa", f"/rounds/{IDEAS}/ideas/6/yours"),
    ("rosa", f"/rounds/{IDEAS}/ideas/7/yours"),
    ("visitor", f"/follow/rounds/{VOTE}"),
    ("rosa", f"/follow/rounds/{VOTE}"),
    ("rosa", "/me/notifications/stop"),
    ("rosa", f"/me/notifications/stop/rounds/{VOTE}"),
    # The place of the demonstration speaks one language.
    ("rosa", "/me/language"),
)
_WRITTEN = {
    "typed": {"title", "text", "spot", "who_benefits", "photo_alt", "people", "email"},
    "filled": {"where": ["spot"], "name_shown": ["first"], "photo_key": [""], "draft": [""]},
}
# Forms that no page shows on that morning, or only after another form.
_ON_PAGES = (
    Sample(
        "/rounds/<slug>/ideas/new/extras",
        f"/rounds/{IDEAS}/ideas/new/extras",
        buttons=[("action", b"check")],
        **_WRITTEN,  # type: ignore[arg-type]
    ),
    Sample(
        "/rounds/<slug>/ideas/new/check",
        f"/rounds/{IDEAS}/ideas/new/check",
        buttons=[("action", word) for word in (b"send", b"link", b"edit-idea", b"edit-extras")],
        **_WRITTEN,  # type: ignore[arg-type]
    ),
    Sample("/rounds/<slug>/vote/cast", f"/rounds/{VOTE}/vote/cast", typed={"slip"}),
    Sample(f"{FACILITATOR}/rounds/<slug>/freeze", f"{FACILITATOR}/rounds/{REVIEW}/freeze"),
    # No round of that morning is paused, and none is a draft.
    Sample(
        f"{FACILITATOR}/rounds/<slug>/resume",
        f"{FACILITATOR}/rounds/{REVIEW}/resume",
        typed={"seen", "reason", "opens_at-day", "opens_at-month", "opens_at-year"},
    ),
    Sample(
        f"{FACILITATOR}/rounds/<slug>/drop", f"{FACILITATOR}/rounds/{REVIEW}/drop", typed={"seen"}
    ),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/close", f"{FACILITATOR}/rounds/{VOTE}/box/close"),
    Sample(
        f"{FACILITATOR}/rounds/<slug>/box/lot",
        f"{FACILITATOR}/rounds/{VOTE}/box/lot",
        typed={"digits"},
    ),
    Sample(
        f"{FACILITATOR}/rounds/<slug>/box/refuse",
        f"{FACILITATOR}/rounds/{VOTE}/box/refuse",
        typed={"reason"},
    ),
    Sample(
        f"{FACILITATOR}/rounds/<slug>/box/separate", f"{FACILITATOR}/rounds/{VOTE}/box/separate"
    ),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/open", f"{FACILITATOR}/rounds/{VOTE}/box/open"),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/early", f"{FACILITATOR}/rounds/{VOTE}/box/early"),
    Sample(f"{FACILITATOR}/rounds/<slug>/box/damaged", f"{FACILITATOR}/rounds/{VOTE}/box/damaged"),
    Sample("/rounds/<slug>/vote/done", f"/rounds/{VOTE}/vote/done", typed={"ticket"}),
    Sample(
        "/desk/two-people",
        "/desk/two-people",
        typed={"act", "seen"},
        buttons=[("choice", word) for word in (b"confirm", b"turn-down", b"take-back")],
    ),
    Sample(
        "/desk/clerk/rounds/<slug>/roll/add",
        f"/desk/clerk/rounds/{REVIEW}/roll/add",
        typed={"add-size", "add-spares", "add-seen"},
    ),
    Sample(
        "/desk/official/costings/<slug>/<int:number>/pass",
        f"/desk/official/costings/{REVIEW}/2/pass",
        typed={"words"},
        filled={"team": ["parks"]},
    ),
    Sample("/setup", "/setup", typed={"code", "name", "facilitator_name", "email", "brand"}),
    Sample("/sign-in/<token>", "/sign-in/nonsense", typed={"name"}),
)


# Pages that somebody reaches only with a link of their own, or once something went wrong: what is
# tried there is what strangers send to doors that are closed to them.
DRAFT = "d" * 22  # what the drafts that Rosa saved are called
BEHIND_LINKS: tuple[tuple[str, str, str], ...] = (
    ("/rounds/<slug>/ideas/draft", f"/rounds/{IDEAS}/ideas/draft?draft={DRAFT}", "seen"),
    ("/rounds/<slug>/ideas/draft/mail", f"/rounds/{IDEAS}/ideas/draft/mail?draft={DRAFT}", "email"),
    (
        "/rounds/<slug>/ideas/draft/save",
        f"/rounds/{IDEAS}/ideas/draft/save",
        "title text draft draft_seen people grow",
    ),
    ("/forums/<slug>/points/draft", f"{POINTS}/draft?draft={DRAFT}", "seen"),
    ("/claim", "/claim", "code"),
    (
        f"{FACILITATOR}/rounds/<slug>/box/damaged-away",
        f"{FACILITATOR}/rounds/{VOTE}/box/damaged-away",
        "damaged",
    ),
    (
        "/desk/calls/<slug>/points/<int:number>",
        "/desk/calls/town-forum/points/1",
        "verdict missing consent",
    ),
    ("/desk/calls/backs/<int:number>", "/desk/calls/backs/1", "submit"),
    ("/desk/calls/withdraw/<path:path>", "/desk/calls/withdraw/rounds/none", "code why seen"),
    ("/desk/calls/go-on/<path:path>", "/desk/calls/go-on/rounds/none", "code consent"),
    ("/desk/calls/name/<path:path>", "/desk/calls/name/rounds/none", "code name"),
    ("/desk/calls/told/<path:path>", "/desk/calls/told/rounds/none", "code contact address"),
    ("/desk/calls/rounds/<slug>/letter", f"/desk/calls/rounds/{VOTE}/letter", "number"),
    (
        "/desk/clerk/rounds/<slug>/roll/wishes",
        f"/desk/clerk/rounds/{VOTE}/roll/wishes",
        "wish",
    ),
    ("/desk/slips/<path:path>", "/desk/slips/rounds/none", "submit"),
    (
        "/desk/stall/send.json",
        "/desk/stall/send.json",
        "where origin consent sort title text name contact email key reference code age",
    ),
    *(
        (f"/desk/tables/<slug>/<day>{rule}", f"/desk/tables/town-forum/2027-03-04{path}", fields)
        for rule, path, fields in (
            ("/<int:n>/erase", "/1/erase", "seen"),
            ("/<int:n>/give-back", "/1/give-back", "seen reason"),
            ("/<int:n>/same", "/1/same", "revision same"),
            ("/published/<int:batch>", "/published/1", "seen rows"),
            ("/file", "/file", "file"),
            ("/file/take", "/file/take", "seen ticket"),
            ("/publish", "/publish", "seen"),
            (
                "/row.json",
                "/row.json",
                "key revision same window slip goes title text place name consent contact reach",
            ),
        )
    ),
    *(
        (f"/desk/clerk/letters/{rule}", f"/desk/clerk/letters/{path}", fields)
        for rule, path, fields in (
            *(
                (f"<int:number>/{act}", f"1/{act}", "seen reason day-day day-month day-year")
                for act in (
                    *("came-back", "hold", "not-back", "not-posted"),
                    *("posted", "put-back", "stop"),
                )
            ),
            ("batches/<int:number>/posted", "batches/1/posted", "day-day day-month day-year"),
            ("batches/<int:number>/print", "batches/1/print", "large"),
            ("batches/new", "batches/new", "seen"),
        )
    ),
    *(
        (
            f"/desk/clerk/rounds/<slug>/batches{rule}",
            f"/desk/clerk/rounds/{VOTE}/batches{path}",
            fields,
        )
        for rule, path, fields in (
            ("", "", "place seal sheets with_asides"),
            ("/<int:number>/ask-no-more", "/1/ask-no-more", "submit"),
            ("/<int:number>/confirm", "/1/confirm", "action"),
            ("/<int:number>/drop", "/1/drop", "seen"),
            ("/<int:number>/enter", "/1/enter", "sheet_1 stands_1 seen action"),
            ("/<int:number>/look", "/1/look", "sheet_1 stands_1"),
            ("/<int:number>/refuse", "/1/refuse", "seen reason"),
            ("/<int:number>/seal", "/1/seal", "seen"),
            ("/<int:number>/sheets", "/1/sheets", "sheets"),
        )
    ),
    ("/forums/<slug>/points/draft/mail", f"{POINTS}/draft/mail?draft={DRAFT}", "email"),
    (
        "/forums/<slug>/points/draft/save",
        f"{POINTS}/draft/save",
        "title verbatim draft draft_seen area name",
    ),
    *(
        (
            f"/rounds/<slug>/results/objections/{rule}",
            f"/rounds/{PAST}/results/objections/{path}",
            it,
        )
        for rule, path, it in (
            ("new", "new", "kind words email action"),
            ("new/send/<token>", "new/send/no-such-link", "submit"),
            ("own/<token>", "own/no-such-link", "seen"),
            ("<int:number>/withdraw", "1/withdraw", "seen"),
        )
    ),
    *(
        (f"/desk/rounds/<slug>/result/{rule}", f"/desk/rounds/{PAST}/result/{path}", fields)
        for rule, path, fields in (
            ("certify", "certify", "submit"),
            ("wrong", "wrong", "reason"),
            ("again", "again", "seen"),
            ("objections/<int:number>", "objections/1", "seen verdict reason"),
            ("objections/<int:number>/show", "objections/1/show", "submit"),
        )
    ),
    *(
        (f"/desk/rounds/<slug>/{rule}", f"/desk/rounds/{PAST}/{path}", fields)
        for rule, path, fields in (
            ("openings", "openings", "seen hash"),
            ("openings/<int:number>/back", "openings/2/back", "reason"),
            ("openings/<int:number>/aside", "openings/2/aside", "reason"),
            ("box/key", "box/key", "seen"),
        )
    ),
    *(
        (f"/desk/rounds/<slug>/hand-check/{rule}", f"/desk/rounds/{PAST}/hand-check/{path}", fields)
        for rule, path, fields in (
            ("<int:batch>/<int:sheet>", "1/1", "seen tracker outcome"),
            ("confirm", "confirm", "submit"),
            ("explain", "explain", "reason"),
            ("papers", "papers", "submit"),
        )
    ),
    *(
        (f"/desk/changes/<int:number>{step}", f"/desk/changes/1{step}", fields)
        for step, fields in (
            ("", "seen reason choice"),
            ("/correct", "before now document day-day day-month day-year link reason"),
            ("/take-back", "seen reason"),
        )
    ),
    *(
        (
            f"{FACILITATOR}/{kind}/<slug>/notices/<int:number>/take-back",
            f"{FACILITATOR}/{kind}/{slug}/notices/1/take-back",
            "seen reason",
        )
        for kind, slug in (("rounds", VOTE), ("forums", "town-forum"))
    ),
    (
        "/desk/clerk/rounds/<slug>/paper/more",
        f"/desk/clerk/rounds/{VOTE}/paper/more",
        "outcome reason",
    ),
    (
        f"{FACILITATOR}/forums/<slug>/meetings/<day>/ideas",
        f"{FACILITATOR}/forums/town-forum/meetings/2027-01-28/ideas",
        "round rows-0-title rows-0-text rows-0-place rows-0-name pasted",
    ),
    (
        "/desk/clerk/rounds/<slug>/kiosk",
        f"/desk/clerk/rounds/{VOTE}/kiosk",
        "place",
    ),
    (
        "/desk/clerk/rounds/<slug>/kiosk/<int:number>/close",
        f"/desk/clerk/rounds/{VOTE}/kiosk/1/close",
        "submit",
    ),
    ("/kiosk/begin", "/kiosk/begin", "action size contrast"),
    ("/kiosk/done", "/kiosk/done", "submit"),
    ("/kiosk/end", "/kiosk/end", "code"),
    ("/kiosk/help", "/kiosk/help", "asked witness"),
    *(
        (
            f"/desk/clerk/rounds/<slug>/paper/{step}",
            f"/desk/clerk/rounds/{VOTE}/paper/{step.replace('<int:number>', '1')}",
            fields,
        )
        for step, fields in (
            ("give", "numbers how sure"),
            ("back", "numbers what sure"),
            ("replace", "numbers"),
            ("aside", "why"),
            ("aside/<int:number>", "outcome voter reason"),
        )
    ),
    (f"{FACILITATOR}/rounds/<slug>/trustees", f"{FACILITATOR}/rounds/{REVIEW}/trustees", "seen"),
    (
        f"{FACILITATOR}/rounds/<slug>/trustees/none",
        f"{FACILITATOR}/rounds/{REVIEW}/trustees/none",
        "seen",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/trustees/destroyed",
        f"{FACILITATOR}/rounds/{VOTE}/trustees/destroyed",
        "number",
    ),
    *(
        (
            f"{FACILITATOR}/rounds/<slug>/trustees/{step}",
            f"{FACILITATOR}/rounds/{VOTE}/trustees/{step}",
            "number email seen",
        )
        for step in ("ask", "ask-no-more")
    ),
    *(
        (f"/rounds/<slug>/trustees/{step}", f"/rounds/{VOTE}/trustees/{step}", fields)
        for step, fields in (
            ("opening", "typed seen differs file early"),
            ("opening/back", "submit"),
            ("export", "submit"),
            ("mine", "submit"),
            ("mine/no", "submit"),
        )
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/ways",
        f"{FACILITATOR}/rounds/{VOTE}/ways",
        "paper kiosk helped papers_kept_until-day papers_kept_until-month papers_kept_until-year",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/new",
        f"{FACILITATOR}/rounds/{VOTE}/venues/new",
        "name address area hours offers access getting_there",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/<int:number>/change",
        f"{FACILITATOR}/rounds/{VOTE}/venues/1/change",
        "name address area hours offers access getting_there reason seen",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/file",
        f"{FACILITATOR}/rounds/{VOTE}/venues/file",
        "file",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/file/check",
        f"{FACILITATOR}/rounds/{VOTE}/venues/file/check",
        "table seen",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/earlier/<earlier>",
        f"{FACILITATOR}/rounds/{VOTE}/venues/earlier/no-such-round",
        "places seen",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/<int:number>/close",
        f"{FACILITATOR}/rounds/{VOTE}/venues/1/close",
        "day begins until reason",
    ),
    (
        f"{FACILITATOR}/rounds/<slug>/venues/<int:number>/take-away",
        f"{FACILITATOR}/rounds/{VOTE}/venues/1/take-away",
        "reason",
    ),
    (
        "/coming/<token>",
        "/coming/no-such-link",
        "act",
    ),
    *(
        (
            f"/desk/clerk/rounds/<slug>/roll/register/{step}",
            f"/desk/clerk/rounds/{REVIEW}/roll/register/{step}",
            "ticket seen number state area header expected gone rows_ok sure",
        )
        for step in ("begin", "check", "forget", "mistakes", "stop", "words")
    ),
    (
        "/desk/clerk/rounds/<slug>/roll/register/letters",
        f"/desk/clerk/rounds/{REVIEW}/roll/register/letters",
        "letters-file letters-sheet letters-column",
    ),
    (
        "/desk/clerk/rounds/<slug>/roll/strike/now",
        f"/desk/clerk/rounds/{REVIEW}/roll/strike/now",
        "numbers why other spare sure seen",
    ),
    (
        "/desk/clerk/rounds/<slug>/roll/put-back/now",
        f"/desk/clerk/rounds/{REVIEW}/roll/put-back/now",
        "numbers reason seen",
    ),
    (
        "/desk/clerk/rounds/<slug>/roll/objections/<int:number>",
        f"/desk/clerk/rounds/{REVIEW}/roll/objections/1",
        "outcome reason seen",
    ),
    (
        "/desk/delegate/<slug>/ideas/<int:number>/holder",
        f"/desk/delegate/{REVIEW}/ideas/2/holder",
        "holder reason",
    ),
    (
        "/desk/delegate/<slug>/ideas/<int:number>/reopen",
        f"/desk/delegate/{REVIEW}/ideas/2/reopen",
        "reason words",
    ),
    (
        "/desk/delegate/<slug>/proposals/<int:number>/conditions/<int:n>",
        f"/desk/delegate/{REVIEW}/proposals/2/conditions/1",
        "version words",
    ),
    (
        "/desk/delegate/<slug>/proposals/<int:number>/reopen",
        f"/desk/delegate/{REVIEW}/proposals/1/reopen",
        "words seen action",
    ),
    (
        "/desk/facilitator/rounds/<slug>/proposals/<int:number>/reopen",
        f"/desk/facilitator/rounds/{REVIEW}/proposals/1/reopen",
        "words then seen",
    ),
    (
        "/desk/facilitator/rounds/<slug>/rechecks/<int:number>",
        f"/desk/facilitator/rounds/{VOTE}/rechecks/1",
        "words seen",
    ),
    (
        "/desk/official/costings/<slug>/<int:number>/again",
        f"/desk/official/costings/{REVIEW}/1/again",
        "words",
    ),
    (
        "/desk/official/costings/<slug>/<int:number>/conditions/<int:n>",
        f"/desk/official/costings/{REVIEW}/1/conditions/1",
        "met words seen",
    ),
    (
        "/desk/official/costings/<slug>/<int:number>/version",
        f"/desk/official/costings/{REVIEW}/1/version",
        "action seen",
    ),
    (
        "/desk/official/rechecks/<slug>/<int:number>",
        f"/desk/official/rechecks/{VOTE}/1",
        "outcome words seen",
    ),
    (
        "/desk/delegate/<slug>/proposals/<int:number>/comments/<int:place>",
        f"/desk/delegate/{REVIEW}/proposals/2/comments/1",
        "outcome words",
    ),
    (
        "/desk/delegate/<slug>/proposals/<int:number>/scores",
        f"/desk/delegate/{REVIEW}/proposals/2/scores",
        "score_1 score_2 note",
    ),
    (
        "/desk/delegate/<slug>/proposals/<int:number>/split",
        f"/desk/delegate/{REVIEW}/proposals/2/split",
        "title text summary reason",
    ),
    (
        "/desk/evidence/<int:number>/take-away",
        "/desk/evidence/2/take-away",
        "reason seen",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/agenda/<int:number>",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/agenda/2",
        "title clock opened_by seen",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/agenda/<int:number>/papers",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/agenda/2/papers",
        "title file",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/agenda/<int:number>/place",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/agenda/2/place",
        "way",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/corrections/<int:number>",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/corrections/2",
        "decision reason",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/draft",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/draft",
        "seen",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/import/check",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/import/check",
        "text where keep_times",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/papers/<digest>",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/papers/0000000000000000000000000000000000000000000000000000000000000000",
        "reason seen",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/people/<int:number>",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/people/2",
        "reason seen",
    ),
    (
        "/desk/facilitator/forums/<slug>/meetings/<day>/restore",
        "/desk/facilitator/forums/town-forum/meetings/2027-01-28/restore",
        "reason seen",
    ),
    (
        "/desk/facilitator/ideas/<slug>/<int:number>/take-away",
        f"/desk/facilitator/ideas/{IDEAS}/6/take-away",
        "reason seen",
    ),
    (
        "/desk/facilitator/ideas/<slug>/<int:number>/look-again",
        f"/desk/facilitator/ideas/{REVIEW}/2/look-again",
        "outcome words",
    ),
    (
        "/desk/facilitator/moderation/<int:number>/take-back",
        "/desk/facilitator/moderation/2/take-back",
        "reason words seen",
    ),
    (
        "/desk/facilitator/roles/take-back",
        "/desk/facilitator/roles/take-back",
        "offer seen",
    ),
    (
        "/desk/moderation/<int:number>/erase",
        "/desk/moderation/2/erase",
        "reason seen",
    ),
    (
        "/desk/official/costings/<slug>/<int:number>/comments",
        f"/desk/official/costings/{REVIEW}/2/comments",
        "part passage words back",
    ),
    (
        "/desk/official/forums/<slug>/points/<int:number>/promises/<int:n>/reply",
        "/desk/official/forums/town-forum/points/2/promises/1/reply",
        "kind words due-day due-month due-year seen",
    ),
    (
        "/desk/official/points/<slug>/<int:number>/answer/drop",
        "/desk/official/points/town-forum/2/answer/drop",
        "seen",
    ),
    (
        "/desk/official/rounds/<slug>/projects/<int:number>/reply",
        f"/desk/official/rounds/{REVIEW}/projects/2/reply",
        "kind words due-day due-month due-year seen",
    ),
    (
        "/desk/roles/<handle>/hand-over",
        "/desk/roles/no-such-role/hand-over",
        "receiver act seen",
    ),
    (
        "/desk/second-looks/<int:number>",
        "/desk/second-looks/2",
        "outcome reason seen",
    ),
    (
        "/forums/<slug>/meetings/<day>/corrections/<int:number>/withdraw",
        "/forums/town-forum/meetings/2027-01-28/corrections/2/withdraw",
        "seen",
    ),
    (
        "/forums/<slug>/points/<ref>/go-on",
        "/forums/town-forum/points/6/go-on",
        "",
    ),
    (
        "/forums/<slug>/points/<ref>/to-idea",
        "/forums/town-forum/points/6/to-idea",
        "round title text where spot area name_shown picture answers",
    ),
    (
        "/forums/<slug>/points/asker/<token>",
        "/forums/town-forum/points/asker/no-such-link",
        "act verdict missing reply why",
    ),
    (
        "/forums/<slug>/points/new/send/<token>",
        "/forums/town-forum/points/new/send/no-such-link",
        "",
    ),
    (
        "/me/address/<token>",
        "/me/address/no-such-link",
        "",
    ),
    (
        "/me/erase/<token>",
        "/me/erase/no-such-link",
        "seen",
    ),
    (
        "/moderation/<int:number>/second-look",
        "/moderation/2/second-look",
        "words",
    ),
    (
        "/news/<token>",
        "/news/no-such-link",
        "",
    ),
    (
        "/news/<token>/stop",
        "/news/no-such-link/stop",
        "",
    ),
    (
        "/me/notifications/again",
        "/me/notifications/again",
        "",
    ),
    (
        "/notices/<token>",
        "/notices/no-such-link",
        "ideas voting results building meetings answers words own",
    ),
    (
        "/notices/<token>/again",
        "/notices/no-such-link/again",
        "",
    ),
    (
        "/log/witness",
        "/log/witness",
        "",
    ),
    (
        "/notices/<token>/one-click",
        "/notices/no-such-link/one-click",
        "List-Unsubscribe",
    ),
    (
        "/notices/<token>/one-click/<path:about>",
        "/notices/no-such-link/one-click/rounds/none",
        "List-Unsubscribe",
    ),
    (
        "/notices/<token>/stop",
        "/notices/no-such-link/stop",
        "",
    ),
    (
        "/notices/<token>/stop/<path:about>",
        "/notices/no-such-link/stop/rounds/none",
        "",
    ),
    (
        "/offers/<handle>",
        "/offers/no-such-role",
        "seen",
    ),
    (
        "/offers/<handle>/decline",
        "/offers/no-such-role/decline",
        "reason",
    ),
    (
        "/rounds/<slug>/ideas/<int:number>/again",
        f"/rounds/{REVIEW}/ideas/2/again",
        "round title text where spot area name_shown picture answers",
    ),
    (
        "/rounds/<slug>/ideas/<int:number>/said-at",
        f"/rounds/{REVIEW}/ideas/2/said-at",
        "meeting",
    ),
    (
        "/rounds/<slug>/ideas/author/<token>",
        f"/rounds/{REVIEW}/ideas/author/no-such-link",
        "action words seen",
    ),
    (
        "/rounds/<slug>/proposals/<int:number>/again",
        f"/rounds/{REVIEW}/proposals/1/again",
        "round title text where spot area picture answers",
    ),
    (
        "/rounds/<slug>/ideas/<int:number>/join",
        f"/rounds/{REVIEW}/ideas/2/join",
        "answer words",
    ),
    (
        "/rounds/<slug>/ideas/<int:number>/look-again",
        f"/rounds/{REVIEW}/ideas/2/look-again",
        "outcome words",
    ),
)
FORMS = (
    *_ON_PAGES,
    *(Sample(rule, path, typed=set(names.split())) for rule, path, names in BEHIND_LINKS),
)


def make_ready(place: Hackford) -> list[tuple[str, str]]:
    """Acts of Hackford's people after which more forms are shown; returns pages to look at."""
    rosa, bea = place.client("rosa"), place.client("bea")
    tom, amina = place.client("tom"), place.client("amina")
    for number in (6, 7):
        rosa.post(f"/rounds/{IDEAS}/ideas/new/check", data={**IDEA, "action": "send"})
        assert rosa.get(f"/rounds/{IDEAS}/ideas/{number}-swings").status_code == 200
    refused = {"action": "refuse", "rule": "twice", "words": "You sent it twice."}
    reading = f"{FACILITATOR}/ideas/{IDEAS}/7"
    bea.post(reading, data=with_seen(bea, reading, refused))
    amina.post(f"{COMMITTEE}/interests", data={"gain": "no"})
    amina.post(f"{COMMITTEE}/ideas", data={"claim": "3"})
    rosa.post(f"/rounds/{IDEAS}/ideas/draft/save", data={**IDEA, "draft": DRAFT})
    rosa.post(f"{POINTS}/draft/save", data={**POINT, "draft": DRAFT})
    points = [_raise_point(place) for _twice in range(2)]
    asked, answered = points
    confirm(tom, f"{OFFICIAL}/{asked}/question", question="Where is it dark?")
    tom.post(f"{OFFICIAL}/{answered}/answer", data={**ANSWER, "action": "preview"})
    preview = f"{OFFICIAL}/{answered}/answer/preview"
    tom.post(preview, data={"seen": hidden_field(tom.get(preview).text, "seen")})
    tom.post(f"{OFFICIAL}/5/answer", data={**ANSWER, "action": "save"})
    _add_voters(bea)
    draft = {
        "name": "Draft",
        "money": "9",
        "who_can_vote": "All.",
        "limit": "any",
        "counting": "skip",
        "least_votes": "1",
    }
    browser = Browser(bea)
    browser.open(f"{FACILITATOR}/rounds/new?{FIRST_DAY}")
    browser.send(**draft)
    assert browser.page.path == f"{FACILITATOR}/rounds/draft"
    place.client("visitor").post("/sign-in", data={"email": "zoe@hackford.example"})
    mail = Browser(place.client("visitor"))
    link = next(text for text in mail.open("/dev/mail").links if "/sign-in/" in text)
    return [
        *PAGES,
        ("rosa", f"{POINTS}/{asked}-a-lamp"),
        ("rosa", f"{POINTS}/{answered}-a-lamp"),
        ("rosa", f"{POINTS}/{asked}/yours"),
        ("rosa", f"{POINTS}/{answered}/yours"),
        ("tom", f"{OFFICIAL}/5/answer/preview"),
        ("amina", COMMITTEE),
        ("amina", f"/desk/delegate/{REVIEW}/ideas/3/hand-back"),
        ("bea", f"/desk/clerk/rounds/{REVIEW}/roll"),
        ("carla", f"/desk/clerk/rounds/{REVIEW}/roll"),
        ("carla", f"/desk/clerk/rounds/{REVIEW}/roll/register"),
        ("bea", f"/desk/clerk/rounds/{REVIEW}/roll/strike"),
        ("bea", f"/desk/clerk/rounds/{REVIEW}/roll/put-back"),
        ("rosa", f"/rounds/{REVIEW}/roll/object"),
        ("bea", f"{FACILITATOR}/rounds/draft/dates"),
        ("bea", f"{FACILITATOR}/rounds/draft/facts"),
        ("bea", f"{FACILITATOR}/rounds/draft/publish"),
        ("visitor", link.removeprefix("http://127.0.0.1")),
    ]


def _add_voters(bea: FlaskClient) -> None:
    roll, typed = f"/desk/clerk/rounds/{REVIEW}/roll", {"add-size": "3", "add-spares": "1"}
    seen = hidden_field(bea.post(f"{roll}/check", data=typed).text, "add-seen")
    assert (
        bea.post(f"{roll}/add", data={**typed, "add-seen": seen, "add-sure": "y"}).status_code
        == 200
    )


def _raise_point(place: Hackford) -> str:
    """Rosa raises a point, Bea publishes it for Tom's team; its number."""
    sent = place.client("rosa").post(f"{POINTS}/new", data=POINT)
    number = str(sent.location).removesuffix("/yours").rsplit("/", 1)[-1]
    published = {"action": "publish", "title": "A lamp", "team": "environment"}
    bea, page = place.client("bea"), f"{FACILITATOR}{POINTS}/{number}"
    bea.post(page, data=with_seen(bea, page, published))
    return number
