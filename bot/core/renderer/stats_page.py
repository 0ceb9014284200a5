"""The bot in figures, for its editors: the last thirty days, and what is kept."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.core.delivery.messages import Message
from bot.core.editing.objections import Objection
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, line, within
from bot.core.renderer.daily_stats import Days, percent
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.reason_words import objection_count

CAPTION = 1024
"""UTF-16 units under a picture (Bot API, sendPhoto)."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of the bot."""

    days: Days
    counts: Mapping[str, int]
    """Rows by table, as `Store.stats` gives them."""
    feeds: int
    bad_feeds: int
    """How many of them need a look."""
    objections: Mapping[str, Counter[Objection]]
    """How many chats object to what, by story."""


def stats_page(stats: Stats, view: View, *, picture: bytes = b"") -> Message:
    """Show the figures as the caption of a picture; without one, say how to get it."""
    lines: list[Line] = [
        line(bold(view.texts.say("The last 30 days"))),
        *_activity_lines(stats, view),
    ]
    lines += [(), *_stored_lines(stats, view)]
    if not picture:
        words = key("A picture comes with matplotlib: .venv/bin/pip install matplotlib")
        return message(within([*lines, (), view.texts.sentence(words)]))
    return replace(message(within(lines, CAPTION)), picture=picture)


def _activity_lines(stats: Stats, view: View) -> list[Line]:
    say, count, days = view.texts.say, view.texts.count, stats.days
    messages = sum(each.messages for each in days)
    most = max((each.chats for each in days), default=0)
    prompt = percent(sum(each.prompt for each in days), messages)
    late = sum(each.late for each in days)
    placed, same = sum(each.placed for each in days), sum(each.same for each in days)
    folded = sum(each.folded for each in days)
    alerts = sum(each.alerts for each in days)
    objected = Counter[Objection]()
    for each in stats.objections.values():
        objected.update(each)
    reached = count("{n} message", "{n} messages", messages)
    widest = count("at most {n} chat a day", "at most {n} chats a day", most)
    among = count("of {n} report", "of {n} reports", placed)
    said = [
        say("alerts: {n}", n=str(alerts)),
        say("reach: {messages}, {chats}", messages=reached, chats=widest),
        *([] if not messages else [say(_HOW_SOON, share=str(prompt), n=str(late))]),
        say(
            "folded: {n} {all}, {same} of them the same text",
            n=str(folded),
            all=among,
            same=str(same),
        ),
        say(
            "feeds: {n}, of which need a look: {bad}", n=str(stats.feeds), bad=str(stats.bad_feeds)
        ),
    ]
    said += [objection_count(*each, view) for each in objected.most_common()]
    return [line(each) for each in said]


_HOW_SOON = key("out within a minute: {share} %, later than ten: {n}")


def _stored_lines(stats: Stats, view: View) -> list[Line]:
    words = (
        (key("entries read: {n}"), "entry"),
        (key("stories: {n}"), "story"),
        (key("reports in them: {n}"), "report"),
        (key("chats: {n}"), "chat"),
        (key("wishes of theirs: {n}"), "subscription"),
    )
    return [line(view.texts.say(each, n=str(stats.counts.get(name, 0)))) for each, name in words]
