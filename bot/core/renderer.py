"""A story as one chat sees it: the post, the reply, and the fingerprint of what they show.

Rule 1: pure; the same story, standing and view give the same message.
Rule 2: a post says whose words it repeats and how sure one can be; it never states a claim itself.
"""

from collections.abc import Iterable
from hashlib import blake2b

from bot.core.ledger import Standing
from bot.core.messages import Button, Message
from bot.core.parts import (
    Line,
    clean,
    html_of,
    length,
    line,
    safe_url,
    shortened,
    text_of,
    units,
)
from bot.core.presses import Verb, press
from bot.core.renderer_facts import fact_lines, facts_differing, facts_told
from bot.core.renderer_parts import (
    badge_line,
    byline,
    earlier_line,
    footer,
    headline,
    leading,
    most_authoritative,
    party_lines,
    party_words,
    shown_outlets,
    source_lines,
    told_now,
)
from bot.core.renderer_reply import reply_head
from bot.core.sentences import sentences
from bot.core.types import Report, Role, Story
from bot.core.view import View

LIMITS = {"compact": 400, "standard": 700, "full": 1500}
"""UTF-16 units of a post by style; product.md asks for about 700."""

REPLY_LIMIT = 500
"""UTF-16 units of a reply: one report's news."""

NAMES = {"compact": 1, "standard": 3, "full": 8}
"""Outlets named per role by style."""

_BRIEF = 48
"""UTF-16 units left of an earlier headline where there is little room."""

_SUMMARY_UNITS = 320
_SUMMARY_RESERVE = 200
_SUMMARY_LEAST = 60


def post(story: Story, standing: Standing, view: View) -> Message:
    """What a chat gets when a story opens, and sees edited as it grows."""
    lead = leading(story, standing, view.language)
    head = [badge_line(standing, view), (), headline(lead, view), byline(lead, view)]
    foot = [(), footer(story, view)]
    limit = LIMITS[view.chat.style] - length(head) - length(foot)
    context = _context(story, standing, view, limit - _SUMMARY_RESERVE)
    summary = _summary(lead, view, limit - length(context) - 2)
    lines = [*head, *summary, *([(), *context] if context else []), *foot]
    return _message(story, lines, view)


def reply(story: Story, view: View, *, report: int) -> Message:
    """What answers a post when something happened: `report` is the 1-based index of the report
    that brought it, `Delivery.revision` of a reply.
    """
    report = min(max(report, 1), len(story.reports))
    brought = story.reports[report - 1]
    head = [*reply_head(story, view, report=report), ()]
    head += [headline(brought, view), byline(brought, view)]
    foot = [(), footer(story, view)]
    summary = _summary(brought, view, REPLY_LIMIT - length(head) - length(foot) - 1)
    return _message(story, [*head, *summary, *foot], view, url=brought.url)


def message(lines: Iterable[Line], buttons: Iterable[Iterable[Button]] = ()) -> Message:
    """Lines as a message without a preview."""
    each = tuple(lines)
    rows = tuple(row for row in map(tuple, buttons) if row)
    return Message(html=html_of(each), plain=text_of(each), buttons=rows)


def shown(story: Story, standing: Standing, view: View) -> str:
    """Fingerprint of what a reader sees in substance: status, headline, parties' words, outlets
    named, facts that differ - as far as the chat's style shows them.

    Not in it: the template, the count behind `and 7 more`, ages, and which party is silent or
    cannot be checked, for these alone are no reason to edit a post.
    """
    lead, style = leading(story, standing, view.language), view.chat.style
    told_by = party_words(standing, quoted=style == "full")
    words = [(each.party, each.modality, each.own) for each in told_by]
    seen: list[object] = [standing.status, standing.party, clean(lead.title), lead.outlet, words]
    if style != "compact":
        told = facts_told(standing) if style == "full" else facts_differing(standing)
        seen.append([(kind, [value for value, _ in sides]) for kind, sides in told.items()])
        seen.append(shown_outlets(named_reports(story, style), NAMES[style]))
    return blake2b(repr(seen).encode("utf-8", "replace"), digest_size=8).hexdigest()


def story_buttons(
    story: Story, view: View, *, followed: bool = False, muted: bool = False
) -> tuple[tuple[Button, ...], ...]:
    """A channel's reader is led to the bot; elsewhere the buttons answer in place."""
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


def _message(story: Story, lines: list[Line], view: View, url: str | None = None) -> Message:
    best = most_authoritative(told_now(story), view.language)
    shown_url = (url or best.url) if view.chat.preview != "off" else None
    return Message(
        html=html_of(lines),
        plain=text_of(lines),
        buttons=story_buttons(story, view),
        preview_url=safe_url(shown_url),
        large_preview=view.chat.preview == "large",
    )


def _context(story: Story, standing: Standing, view: View, limit: int) -> list[Line]:
    """What stands around the claim, in the order it is shown; if that is too much, fewer outlets
    are named, then what came earlier goes, then the sources.
    """
    reports, style = named_reports(story, view.chat.style), view.chat.style
    words = party_lines(standing, view, quoted=style == "full")
    if style == "compact":
        return _fitting(words, limit)
    facts = fact_lines(standing, view, all_facts=style == "full")
    several = len({report.outlet for report in reports}) > 1
    many, few = (
        source_lines(reports, view, names=names) if several else [] for names in (NAMES[style], 1)
    )
    earlier = [each for each in [earlier_line(story, view)] if each]
    full = ([*facts, *many, *words, *earlier], [*facts, *few, *words, *earlier])
    brief = [each for each in [earlier_line(story, view, limit=_BRIEF)] if each]
    shorter = ([*facts, *few, *words, *brief], [*facts, *few, *words], [*facts, *words])
    fitting = (each for each in (*full, *shorter) if length(each) <= limit)
    return next(fitting, _fitting(shorter[-1], limit))


def named_reports(story: Story, style: str) -> tuple[Report, ...]:
    """The reports whose outlets a post names: an aggregator is named only in full, or alone."""
    reports = told_now(story)
    telling = tuple(each for each in reports if each.role is not Role.AGGREGATOR)
    return reports if style == "full" else telling or reports


def _fitting(lines: list[Line], limit: int) -> list[Line]:
    """Lines without those that are too much, the longest first: short ones say most per unit."""
    kept = list(lines)
    while kept and length(kept) > limit:
        kept.remove(max(kept, key=lambda each: length([each])))
    return kept


def _summary(report: Report, view: View, room: int) -> list[Line]:
    limit = min(room, _SUMMARY_UNITS)
    if view.chat.style == "compact" or limit < _SUMMARY_LEAST:
        return []
    words = clean(report.summary)
    if units(words) > limit:
        words = _whole_sentences(words, limit) or shortened(words, limit)
    return [line(words)] if words and words != clean(report.title) else []


def _whole_sentences(text: str, limit: int) -> str:
    """As many of the first sentences as fit; empty where not even one does."""
    kept = ""
    for each in sentences(text):
        longer = f"{kept} {each}" if kept else each
        if units(longer) > limit:
            break
        kept = longer
    return kept
