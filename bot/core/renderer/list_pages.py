"""Pages of several stories: the latest, what a search found, a digest; the feeds that are read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.core.chat.callback_data import Verb, press, replacing
from bot.core.delivery.messages import Button, Message
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, joined, length, line, link, shortened, within
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.nothing_yet import UNREAD, FeedsStand, nothing_yet
from bot.core.renderer.post import in_rows, message
from bot.core.renderer.reader_context import View
from bot.core.renderer.since_looked import since_looked
from bot.core.renderer.source_lines import one_report_per_voice, role_name
from bot.core.renderer.story_lines import badge, lead_report, named_reports, status_words
from bot.core.renderer.sure_line import sure_parts
from bot.core.types import (
    Alerts,
    Feed,
    Role,
    Story,
)

PAGE = 5
"""Stories on one page; two lines each and one row of buttons."""

ListedStory = tuple[Story, StoryStatus]


def latest_page(
    listed: Sequence[ListedStory],
    view: View,
    *,
    topic: str,
    offset: int,
    size: int,
    more: bool,
    stand: FeedsStand = UNREAD,
) -> Message:
    """List the newest stories, of one topic or (empty) of all."""
    say = view.texts.say
    title = say("Latest: {topic}", topic=view.topic(topic)) if topic else say("Latest stories")
    if not listed:
        return message([line(bold(title)), (), nothing_yet(stand, view)])
    rows = [open_buttons(listed, view)]
    rows.append(_page_buttons(view, Verb.LATEST, f"{topic}/{size}", offset, size, more=more))
    return message(_story_list(title, listed, view), rows)


def search_page(
    listed: Sequence[ListedStory], view: View, *, words: str, offset: int, more: bool
) -> Message:
    """Show one page of what a search found."""
    say = view.texts.say
    title = say("Search: {words}", words=shortened(clean(words), 60))
    if not listed:
        nothing = view.texts.sentence("No story has these words. Try fewer, or /latest.")
        return message([line(bold(title)), (), nothing])
    turning = _page_buttons(view, Verb.SEARCH, words, offset, PAGE, more=more)
    lines = _story_list(title, listed, view)
    if more and not turning:
        lines += [(), view.texts.sentence("There are more: fewer words can be paged through.")]
    return message(lines, [open_buttons(listed, view), turning])


def known_page(story: Story, standing: StoryStatus, view: View) -> Message:
    """Say which story a link or a forwarded post is part of, and how sure one can be of it."""
    number = str(story.number)
    said = view.texts.sentence("This is story #{number}.", number=number)
    told = ((story, standing),)
    return message([said, (), *story_lines(story, standing, view)], [open_buttons(told, view)])


def story_lines(story: Story, standing: StoryStatus, view: View) -> list[Line]:
    """Show a story in a list: its headline, then number, status, sources and age."""
    lead = lead_report(story, standing, view.language)
    words = shortened(clean(lead.title), 140)
    number = f"#{story.number} · " if story.number is not None else ""
    about = line(
        number, joined(_how_sure(story, standing, view), " · "), " · ", view.ago(story.updated)
    )
    head = line(f"{badge(standing)} ", link(words, lead.url))
    return [head, about, *since_looked(story, standing, view)]


def _how_sure(story: Story, standing: StoryStatus, view: View) -> list[Line]:
    """Say in a few words how sure one can be of what leads a story; and how many tell all of it,
    if more do.
    """
    told = named_reports(story, standing, view.chat.style)
    said = sure_parts(told, standing, view)[:1] or [line(status_words(standing, view))]
    outlets = len(one_report_per_voice(story.own_reports, view))
    if outlets > len(one_report_per_voice(told, view)):
        said.append(line(view.texts.count("{n} outlet", "{n} outlets", outlets)))
    return said


def feeds_page(feeds: Sequence[Feed], view: View) -> Message:
    """List every source the bot reads, by role."""
    count = view.texts.count("{n} source is read", "{n} sources are read", len(feeds))
    lines: list[Line] = [line(bold(count)), ()]
    ranked = sorted(feeds, key=lambda feed: (list(Role).index(feed.role), feed.title.lower()))
    for role, group in groupby(ranked, key=lambda feed: feed.role):
        names = [line(link(feed.title, _site(feed.url))) for feed in group]
        lines += _role_line(role_name(role, view), names)
    lines += [(), view.texts.sentence("Only a party's own channel makes a story official.")]
    return message(within(lines))


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story of a digest, headed by its newest development; `before` is how that one stood in the
    last digest, None if it is new.
    """

    story: Story
    standing: StoryStatus
    before: StoryStatus | None = None
    others: tuple[StoryStatus, ...] = ()
    """Of the other developments since, the newest first."""


def digest_page(
    stories: Sequence[DigestStory], view: View, *, since: datetime, first: bool = False
) -> Message:
    """List the stories since a moment by topic, in the order given, and mark what changed.

    The `first` one a chat gets beside its alerts says what comes in digests only.
    """
    more = [(), view.texts.sentence(_ONLY_HERE)] if first and _has_alerts(view) else []
    count = view.texts.count("{n} story", "{n} stories", len(stories))
    title = view.texts.say("Digest since {day}: {count}", day=view.day(since), count=count)
    lines: list[Line] = [line(bold(title))]
    buttons = digest_buttons(digest_numbers(stories), view)
    if not stories:
        nothing = view.texts.sentence("Nothing new. Quiet days are good days.")
        return message([*lines, (), nothing, *more], buttons)
    left = 0
    for topic, group in groupby(_by_topic(stories), key=lambda each: each.story.topics[:1]):
        lines += [(), line(bold(" · ".join(map(view.topic, topic))))] if topic else [()]
        for each in group:
            told = _digest_lines(each, view)
            room = length([*lines, *told]) <= _DIGEST_ROOM
            lines += told if room else []
            left += not room
    if left:
        lines += [
            (),
            line(view.texts.count("and {n} more: /latest", "and {n} more: /latest", left)),
        ]
    return message([*lines, *more], buttons)


_ONLY_HERE = key(
    "Photos of the day, passes of the station, anniversaries and round-ups come in the digest "
    "only."
)


def _has_alerts(view: View) -> bool:
    return view.chat.alerts is not Alerts.DIGEST


def digest_numbers(stories: Sequence[DigestStory]) -> tuple[int, ...]:
    """Return the numbers of the stories that have a button: the first ones shown."""
    numbers = (each.story.number for each in _by_topic(stories))
    return tuple(each for each in numbers if each is not None)[:_DIGEST_BUTTONS]


def digest_buttons(numbers: Sequence[int], view: View) -> tuple[tuple[Button, ...], ...]:
    """Return a button for each story, in a channel by a link to the bot.

    Elsewhere a last one leads to the digest's settings.
    """
    settings = Button(view.texts.say("Settings"), data=press(Verb.SETTINGS, "", "+digest"))
    opening = tuple(
        _open_button(each, view) for each in numbers if view.story_url(each) or not view.in_channel
    )
    rows = in_rows(opening, _IN_A_ROW)
    return (*rows, *(() if view.in_channel else ((settings,),)))


def _open_button(number: int, view: View) -> Button:
    if view.in_channel:
        return Button(f"#{number}", url=view.story_url(number))
    return Button(f"#{number}", data=press(Verb.OPEN, number))


_DIGEST_ROOM = 3600
_DIGEST_BUTTONS = 8
"""There is room for this many stories, however long their headlines."""
_IN_A_ROW = 4


def _story_list(title: str, listed: Sequence[ListedStory], view: View) -> list[Line]:
    lines: list[Line] = [line(bold(title))]
    for story, standing in listed:
        lines += [(), *story_lines(story, standing, view)]
    return list(within(lines))


def open_buttons(listed: Sequence[ListedStory], view: View) -> list[Button]:
    """Return one button per story, which opens it with its own buttons."""
    numbers = [story.number for story, _ in listed if story.number is not None]
    return [] if view.in_channel else [_open_button(number, view) for number in numbers]


def _page_buttons(
    view: View, verb: Verb, what: str, offset: int, size: int, *, more: bool
) -> list[Button]:
    say = view.texts.say
    pages = [
        (say("◀ Newer"), max(offset - size, 0), offset > 0),
        (say("Older ▶"), offset + size, more),
    ]
    return [
        Button(words, data=data)
        for words, start, wanted in pages
        if wanted and (data := press(verb, replacing(start), what))
    ]


def _by_topic(stories: Sequence[DigestStory]) -> list[DigestStory]:
    return sorted(stories, key=lambda each: each.story.topics[:1])


def _digest_lines(each: DigestStory, view: View) -> list[Line]:
    head, about = story_lines(each.story, each.standing, view)
    others = [_other_line(each.story, other, view) for other in each.others]
    if each.before is None:
        return [head, about, *others]
    if (each.before.status, each.before.party) == (each.standing.status, each.standing.party):
        return [head, about, *others]
    was = view.texts.say("was: {status}", status=status_words(each.before, view))
    return [head, line(*about, f" · {badge(each.before)} {was}"), *others]


def _other_line(story: Story, standing: StoryStatus, view: View) -> Line:
    lead = lead_report(story, standing, view.language)
    words = shortened(clean(lead.title), _OTHER_UNITS)
    return line(f"· {badge(standing)} ", link(words, lead.url))


_OTHER_UNITS = 90


def _site(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _role_line(title: str, names: list[Line]) -> list[Line]:
    said: Line = line(bold(title), ": ")
    for index, name in enumerate(names):
        said = line(said, ", " if index else "", name)
    return [said]
