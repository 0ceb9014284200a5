"""A development as one chat sees it: its message, and the fingerprint of what that shows.

Rule 1: the same story, standing, view and place in the thread give the same message.
Rule 2: a post says whose words it repeats and how sure one can be; it never states a claim itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from bot.core.chat.callback_data import Verb, press
from bot.core.delivery.messages import Button, Message
from bot.core.lang.markup import (
    Line,
    Span,
    clean,
    html_of,
    line,
    link,
    safe_url,
    shortened,
    text_of,
)
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.drawn import drawn
from bot.core.renderer.editor_lines import (
    editors_fingerprint,
    editors_lines,
    joined_lines,
    merged_lines,
    merged_standing,
)
from bot.core.renderer.fact_lines import FactSides, fact_sides, lines_of_sides
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import most_authoritative, shown_outlets
from bot.core.renderer.story_lines import (
    RETRACTED,
    current_reports,
    lead_report,
    named_reports,
    party_words,
    told_reports,
)
from bot.core.renderer.thread_lines import AS_POST, Followed, InThread, thread_lines, what_followed
from bot.core.types import Report, Story

NAMES = {"compact": 1, "standard": 3, "full": 8}
"""Outlets per role that a post's fingerprint looks at, by style."""

CONTEXT_UNITS = 120
"""UTF-16 units of the headline of another message of the thread."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a message shows, chosen once for the message and its fingerprint."""

    lead: Report
    told: tuple[Report, ...]
    """The reports whose outlets are named."""
    facts: FactSides
    followed: Followed | None
    """What a post says of the messages after it."""

    @classmethod
    def of(cls, story: Story, standing: StoryStatus, view: View, thread: InThread) -> "_Chosen":
        """Choose by the chat's style and the message's place in its thread."""
        style = view.chat.style
        return cls(
            lead_report(story, standing, view.language),
            named_reports(story, standing, style),
            fact_sides(story, standing, view, all_facts=style == "full"),
            what_followed(story, thread, view),
        )


def post(
    story: Story, standing: StoryStatus, view: View, *, thread: InThread = AS_POST
) -> Message:
    """Render the message that tells a development, as it is sent and as later edits show it."""
    if standing.retracted:
        return _retracted(story, standing, view, is_reply=thread.is_reply)
    return _post(story, standing, view, thread, _Chosen.of(story, standing, view, thread))


def post_with_fingerprint(
    story: Story, standing: StoryStatus, view: View, *, thread: InThread = AS_POST
) -> tuple[Message, str]:
    """Render the message like `post`, with the fingerprint of what a reader sees: an edit is due
    only if that changes.
    """
    if standing.retracted:
        gone = _retracted(story, standing, view, is_reply=thread.is_reply)
        return gone, f"retracted {standing.development}"
    chosen = _Chosen.of(story, standing, view, thread)
    shown = _post(story, standing, view, thread, chosen)
    return shown, _fingerprint(story, standing, view, chosen)


def _post(
    story: Story, standing: StoryStatus, view: View, thread: InThread, chosen: _Chosen
) -> Message:
    lead, told, followed = chosen.lead, chosen.told, chosen.followed
    context = [
        *lines_of_sides(chosen.facts, view),
        *thread_lines(
            story, standing, view, thread=thread, followed=followed, limit=CONTEXT_UNITS
        ),
        *editors_lines(story, view),
    ]
    most = 1 if thread.is_reply else None
    lines = drawn(story, standing, lead, told, view, context, most=most)
    shown = _with_picture(_message(story, standing, lines, view, url=lead.url), lead, told, view)
    # A reply stands under its post, whose buttons and preview are enough.
    return replace(shown, buttons=(), preview_url=None) if thread.is_reply else shown


def _with_picture(shown: Message, lead: Report, told: Sequence[Report], view: View) -> Message:
    """Show a picture above the text, as the preview of its address: nothing is uploaded, and one
    that Telegram cannot fetch is simply not there.

    It is of the outlet whose headline is shown, or there is none.
    """
    own = (each for each in (lead, *told) if each.outlet == lead.outlet)
    pictures = (each.picture for each in own if each.picture)
    picture = next(pictures, None) if view.chat.picture and shown.preview_url else None
    if picture is None:
        return shown
    return replace(shown, preview_url=picture, large_preview=True, preview_above=True)


def _retracted(story: Story, standing: StoryStatus, view: View, *, is_reply: bool) -> Message:
    """Render the message of a development that the editors have taken back."""
    lead = lead_report(story, standing, view.language)
    words = Span(shortened(clean(lead.title), CONTEXT_UNITS), style="s")
    said = view.texts.sentence("Taken back by the editors: it should not have been told.")
    number = line(" · ", link(f"#{story.number}", view.story_url(story.number)))
    lines = [line(f"{RETRACTED} ", words), line(said, number if story.number else "")]
    shown = _message(story, standing, lines, view)
    buttons = () if is_reply else shown.buttons
    return replace(shown, buttons=buttons, preview_url=None)


def merged_post(gone: Story, home: Story, view: View) -> Message:
    """Render the post of a story that is part of another one which stands in the chat too."""
    lines = merged_lines(gone, home, view)
    now = merged_standing(home, view)
    return _message(home, now, lines, view, url=current_reports(gone)[0].url)


def joined_post(
    story: Story, number: int, home: StoryStatus, view: View, *, is_reply: bool
) -> Message:
    """Render the message of a development that is part of another one, which stands in the chat
    too.
    """
    if home.retracted:
        return _retracted(story, home, view, is_reply=is_reply)
    shown = _message(story, home, joined_lines(story, number, home, view), view)
    return replace(shown, buttons=() if is_reply else shown.buttons, preview_url=None)


def message(lines: Iterable[Line], buttons: Iterable[Iterable[Button]] = ()) -> Message:
    """Render lines as a message without a preview."""
    each = tuple(lines)
    rows = tuple(row for row in map(tuple, buttons) if row)
    return Message(html=html_of(each), plain=text_of(each), buttons=rows)


def in_rows(buttons: Sequence[Button], size: int) -> list[Sequence[Button]]:
    """Lay buttons out, `size` to a row."""
    return [buttons[start : start + size] for start in range(0, len(buttons), size)]


def _fingerprint(story: Story, standing: StoryStatus, view: View, chosen: _Chosen) -> str:
    """Return the fingerprint of what a reader sees.

    In it, as far as the chat's style shows them: status, headline, parties' words, outlets named,
    facts that differ, the latest; and what editors did.

    Not in it: the template, the count behind `and 7 more`, ages, and which party is silent or
    cannot be checked. These alone are no reason to edit a post.
    """
    lead, style = chosen.lead, view.chat.style
    party_statements = party_words(standing, quoted=style == "full")
    words = [(each.party, each.modality, each.own) for each in party_statements]
    seen: list[object] = [standing.status, standing.party, clean(lead.title), lead.outlet, words]
    if style != "compact":
        facts = chosen.facts.items()
        seen.append([(kind, [value for value, _ in sides]) for kind, sides in facts])
        seen.append(shown_outlets(chosen.told, view, names=NAMES[style]))
    followed = chosen.followed[1].entry if chosen.followed else ""
    marks = (followed, editors_fingerprint(story, standing))
    seen += filter(None, marks)
    return blake2b(repr(seen).encode("utf-8", "replace"), digest_size=8).hexdigest()


def story_buttons(
    story: Story, view: View, *, followed: bool = False, muted: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """Return a story's buttons; in a channel a link to the bot, for buttons there answer
    everybody.
    """
    say, number = view.texts.say, story.number
    if number is None:
        return ()
    if view.in_channel:
        url = view.story_url(number)
        return ((Button(say("Timeline and sources"), url=url),),) if url else ()
    follow = (say("Unfollow"), Verb.UNFOLLOW) if followed else (say("Follow"), Verb.FOLLOW)
    mute = (say("Unmute"), Verb.UNMUTE_STORY) if muted else (say("Mute"), Verb.MUTE_STORY)
    return (
        (
            Button(say("Timeline"), data=press(Verb.TIMELINE, number, 0)),
            Button(say("Sources"), data=press(Verb.SOURCES, number)),
        ),
        tuple(Button(words, data=press(verb, number)) for words, verb in (follow, mute)),
    )


def _message(
    story: Story, standing: StoryStatus, lines: list[Line], view: View, url: str | None = None
) -> Message:
    best = most_authoritative(told_reports(story, standing), view.language)
    shown_url = (url or best.url) if view.chat.preview != "off" else None
    return Message(
        html=html_of(lines),
        plain=text_of(lines),
        buttons=story_buttons(story, view),
        preview_url=safe_url(shown_url),
        large_preview=view.chat.preview == "large",
    )
