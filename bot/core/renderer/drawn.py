"""A message as a reader sees it on a phone: headline, a sentence or two, how sure one can be; and
everything else in a quote that a tap opens.

Rule 1: in `standard` no more than twelve rows show before the tap, in `compact` five.
"""

import re
from collections.abc import Iterator, Sequence

from bot.core.lang.i18n import key
from bot.core.lang.markup import (
    Line,
    aside,
    clean,
    italic,
    joined,
    length,
    line,
    link,
    shortened,
    units,
)
from bot.core.lang.phone_rows import row_count
from bot.core.lang.sentences import sentences
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.reader_context import View
from bot.core.renderer.source_lines import one_report_per_voice, teller_name
from bot.core.renderer.story_lines import BADGES, headline, language_words
from bot.core.renderer.sure_line import sure_parts
from bot.core.types import Report, Story

ROWS = {"compact": 5, "standard": 12, "full": 30}
"""Rows of a message before anything is opened, by style."""

_HEADLINE = {"standard": 130, "full": 220}
"""UTF-16 units of a headline: four rows; in `full` as long as it is."""
_COMPACT_HEADLINES = (80, 60, 40)
"""The same in `compact`: as long as the rest has room."""

_SENTENCES = {"compact": 0, "standard": 2, "full": 4}
_OUTLETS = {"compact": 0, "standard": 8, "full": 20}
"""Outlets named in the quote."""

_ASIDE_UNITS = 1200
"""UTF-16 units of the quote."""

_SHIPS = {
    "soyuz": key("Soyuz"),
    "progress": key("Progress"),
    "crew_dragon": key("Dragon"),
    "cargo_dragon": key("Dragon"),
    "starliner": key("Starliner"),
    "cygnus": key("Cygnus"),
    "htv": key("HTV"),
    "oryol": key("Oryol"),
    "angara": key("Angara"),
    "proton_m": key("Proton"),
    "dream_chaser": key("Dream Chaser"),
}
"""Ids of `bot/rules/entities.toml`."""


def drawn(
    story: Story,
    standing: StoryStatus,
    lead: Report,
    told: Sequence[Report],
    view: View,
    context: Sequence[Line],
    *,
    most: int | None = None,
) -> list[Line]:
    """Return a message's lines; `context` goes into the quote; `most` sentences of the summary."""
    style = view.chat.style
    said = sure_parts(told, standing, view)
    tags = _hashtags(story, told, view) if most is None else []
    if style == "compact":
        return _compact(standing, lead, said, tags, view)
    head = line(f"{sign(standing)} ", headline(lead, view, limit=_HEADLINE[style]))
    sure = line(joined(said, " · "), *_number(story, view))
    quote = [*_quote(lead, told, view, context), *tags]
    top = [head, *_translated(lead, view)]
    room = ROWS[style] - row_count([*top, (), sure, *quote])
    summary = _summary(lead, room, most if most is not None else _SENTENCES[style])
    return [*top, *summary, (), sure, *quote]


def _compact(
    standing: StoryStatus, lead: Report, said: Sequence[Line], tags: Sequence[Line], view: View
) -> list[Line]:
    """Return headline, how sure one can be, and hashtags: the headline gives way to these."""
    for limit in _COMPACT_HEADLINES:
        head = line(f"{sign(standing)} ", headline(lead, view, limit=limit))
        room = ROWS["compact"] - row_count([head, *tags])
        if row_count(said[:1]) <= room:
            break
    return [head, *_sure_in(said, room), *tags]


def _sure_in(said: Sequence[Line], rows: int) -> list[Line]:
    """Return as much of how sure one can be as fits: the first part says most."""
    for kept in range(len(said), 0, -1):
        shown = joined(said[:kept], " · ")
        if row_count([shown]) <= rows or kept == 1:
            return [shown]
    return []


def _translated(lead: Report, view: View) -> list[Line]:
    """Return the line under a headline in another language: a machine's words, marked as such."""
    words = view.translated(lead.title, lead.language)
    if not words:
        return []
    return [view.texts.sentence("Machine translation: {words}", words=italic(words))]


def sign(standing: StoryStatus) -> str:
    """Return the sign in front: of a closed story the one it had."""
    return BADGES[standing.set_by_editors or standing.status_when_open]


def _number(story: Story, view: View) -> tuple[str | Line, ...]:
    if story.number is None:
        return ()
    return (" · ", line(link(f"#{story.number}", view.story_url(story.number))))


def _hashtags(story: Story, told: Sequence[Report], view: View) -> list[Line]:
    """Return one row of hashtags, as many as fit; none where the chat does not want them."""
    names = dict.fromkeys(filter(None, map(_tag, _tagged(story, told, view))))
    tags = list(names) if view.chat.hashtags else []
    while tags and row_count([line(" ".join(tags))]) > 1:
        tags.pop()
    return [line(" ".join(tags))] if tags else []


def _tagged(story: Story, told: Sequence[Report], view: View) -> Iterator[str]:
    yield from (view.topic_briefly(each) for each in story.topics)
    about = {each for report in told for each in report.about}
    yield from (view.texts.say(name) for ship, name in _SHIPS.items() if ship in about)


def _tag(name: str) -> str:
    """Write a name as Telegram reads a hashtag: letters and digits in one word, one letter at
    least.
    """
    words = "".join(each if each.isalnum() else " " for each in name).split()
    tag = "".join(word[:1].upper() + word[1:] for word in words)
    return f"#{tag}" if any(each.isalpha() for each in tag) else ""


def _summary(lead: Report, rows: int, most: int) -> list[Line]:
    """Return the first sentences that fit into so many rows; none that repeats the headline."""
    words = clean(lead.summary)
    if not words or words == clean(lead.title) or most < 1:
        return []
    kept: list[str] = []
    for each in list(sentences(words))[:most]:
        if row_count([line(" ".join([*kept, each]))]) > rows:
            break
        kept.append(each)
    if not kept and rows >= _LEAST_ROWS:
        kept = [_cut(words, rows)]
    return [line(" ".join(kept))] if kept else []


def _cut(words: str, rows: int) -> str:
    """Cut a sentence between words to so many rows, but in no name and behind no `of the`."""
    for limit in range(rows * _WIDEST, 0, -5):
        cut = shortened(words, limit)
        if row_count([line(cut)]) <= rows:
            return _without_loose_end(cut, words)
    return ""


def _without_loose_end(cut: str, words: str) -> str:
    every, end = words.split(" "), len(cut.split(" "))
    for kept in range(end, max(end - _LOOSE, 1), -1):
        if kept < len(every) and not _is_loose(every[kept - 1], every[kept]):
            return shortened(words, units(" ".join(every[:kept])) + 1)
    return cut


def _is_loose(last: str, following: str) -> bool:
    """Whether a word needs the one that follows: `of`, `the`, or a part of the same name."""
    in_name = last[:1].isupper() and following[:1].isupper()
    return in_name or _LEADING_ON.fullmatch(last) is not None


_LOOSE = 5
"""Words that are given up at most, or a text in capitals would lose all of its words."""

_LEADING_ON = re.compile(
    r"an?|the|of|to|in|on|at|by|after|before|for|from|with|and|or|that|as|its|his|her|their"
    r"|в|во|на|с|со|к|ко|о|об|по|из|от|до|за|у|и|или|а|но|что|как|для|при|под",
    re.IGNORECASE,
)


_WIDEST = 45
"""Letters of a row, narrow ones."""

_LEAST_ROWS = 3
"""Rows that are worth a sentence that has to be cut."""


def _quote(
    lead: Report, told: Sequence[Report], view: View, context: Sequence[Line]
) -> tuple[Line, ...]:
    kept: list[Line] = []
    for each in (_tellers(lead, told, view), *context):
        if length([*kept, each]) <= _ASIDE_UNITS:
            kept.append(each)
    return aside(kept, closed=view.chat.style != "full")


def _tellers(lead: Report, told: Sequence[Report], view: View) -> Line:
    """Name who tells it: whose headline it is and when, then the others in order of time."""
    first = [line(link(teller_name(lead, view), lead.url)), view.moment(lead.at)]
    if lead.language and lead.language != view.language:
        first.append(line(italic(language_words(lead.language, view))))
    named = list(_others(lead, told, view))
    limit = _OUTLETS[view.chat.style]
    more = len(named) - limit
    rest = (
        [line(view.texts.count(" and {n} more", " and {n} more", more).strip())]
        if more > 0
        else []
    )
    return joined([*first, *named[:limit], *rest], " · ")


def _others(lead: Report, told: Sequence[Report], view: View) -> Iterator[Line]:
    seen = {teller_name(lead, view)}
    voices = sorted(one_report_per_voice(told, view), key=lambda each: each.at)
    for each in voices:
        name = teller_name(each, view)
        if name not in seen:
            seen.add(name)
            yield line(link(name, each.url))
