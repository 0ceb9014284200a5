"""The editors' log, and the result of an act on a source or on all sending."""

from collections.abc import Mapping, Sequence

from bot.core.delivery.messages import Button, Message
from bot.core.editing.editor_actions import LogLine
from bot.core.editing.mute_pause import BOT, feed_of
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, code, joined, line, within
from bot.core.ledger.editor_events import RULE, Act
from bot.core.renderer.desk_cards import DeskVerb, Numbers, act_words, desk_data
from bot.core.renderer.post import in_rows, message
from bot.core.renderer.reader_context import View
from bot.core.types import StoryEvent

Events = Mapping[str, Sequence[StoryEvent]]
"""All events by subject, from which undone acts are read."""

_FIXED = (Act.UNDONE, Act.MERGED, Act.SPLIT_FROM)
"""Acts that are undone elsewhere or not at all: see `bot/core/editing/undo.py`."""

_IN_A_ROW = 5


def log_page(
    log: Sequence[LogLine],
    events: Events,
    numbers: Numbers,
    view: View,
    *,
    names: Mapping[str, str],
) -> Message:
    """List who did what, newest first, each with Undo; `names` of the editors, by id."""
    if not log:
        return message([view.texts.sentence("No editor has done anything yet.")])
    lines: list[Line] = [line(bold(view.texts.say("What the editors did")))]
    undoing = []
    for place, each in enumerate(log, 1):
        words = act_words(events[each.subject], each.position, view, numbers)
        parts = [
            line(f"{place}. ", view.moment(each.event.at)),
            line(_actor(each.event, names, view)),
        ]
        parts += [line(bold(about))] if (about := _subject_name(each, view)) else []
        lines.append(joined([*parts, line(words)], " · "))
        if data := _undo_data(each, events[each.subject]):
            undo = view.texts.say("Undo {place}", place=str(place))
            undoing.append(Button(undo, data=data))
    rows = in_rows(undoing, _IN_A_ROW)
    return message(within(lines), rows)


def switch_page(subject: str, events: Sequence[StoryEvent], view: View) -> Message:
    """Say what an act on a source or on all sending did, with Undo."""
    position = len(events) - 1
    logged = LogLine(subject, position, events[position])
    words = bold(act_words(events, position, view, {}))
    data = _undo_data(logged, events)
    undo = [Button(view.texts.say("Undo"), data=data)] if data else []
    feed = feed_of(subject)
    return message([line(words, line(" · ", code(feed)) if feed else "")], [undo])


def mute_page(number: int, feeds: Sequence[tuple[str, str]], view: View) -> Message:
    """Ask which source of a story to mute, and for how long; `feeds`: id and title."""
    say = view.texts.say
    spans = (("1d", say("1 day")), ("7d", say("7 days")), ("ever", say("for good")))
    rows = [
        [
            Button(f"{clean(title)[:24]} · {words}", data=data)
            for span, words in spans
            if (data := desk_data(DeskVerb.MUTE, feed, span))
        ]
        for feed, title in feeds
    ]
    back = Button(say("Back"), data=desk_data(DeskVerb.CARD, number))
    asked = key("Which source shall be muted? It is read on, and what it brings is told nowhere.")
    return message([view.texts.sentence(asked)], [*rows, [back]])


def _undo_data(each: LogLine, events: Sequence[StoryEvent]) -> str | None:
    gone = {event.detail for event in events if event.kind == Act.UNDONE}
    if each.event.kind in _FIXED or str(each.position) in gone:
        return None
    if each.event.kind in ("closed", "reopened"):
        return None
    return desk_data(DeskVerb.UNDO, each.subject, each.position)


def _actor(event: StoryEvent, names: Mapping[str, str], view: View) -> str:
    by_rule = event.by == RULE
    return view.texts.say("by rule") if by_rule else clean(names.get(event.by, event.by))


def _subject_name(each: LogLine, view: View) -> str:
    if each.subject == BOT:
        return ""
    return f"#{each.number}" if each.number else clean(feed_of(each.subject) or each.subject)
