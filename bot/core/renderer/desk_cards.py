"""The editors' desk: a story as a card with its buttons, and the result of an act."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from bot.core.chat.callback_data import Verb, press
from bot.core.delivery.messages import Button, Message
from bot.core.editing.confidence import Doubt
from bot.core.editing.editor_actions import held_by
from bot.core.editing.objections import Objection
from bot.core.lang.i18n import key
from bot.core.lang.markup import Line, bold, clean, italic, line, shortened
from bot.core.ledger.editor_events import RULE, Act
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.post import message
from bot.core.renderer.reader_context import View
from bot.core.renderer.reason_words import objection_count
from bot.core.renderer.source_lines import one_report_per_voice, teller_name
from bot.core.renderer.story_lines import (
    STATUSES,
    badge_line,
    byline,
    current_reports,
    headline,
    lead_report,
)
from bot.core.types import Status, Story, StoryEvent, in_force

_OUTLETS = 8
"""Outlets named on a card."""


class DeskVerb(StrEnum):
    """What a button of the desk asks for; the short values are what the button carries."""

    CARD = "card"
    PUBLISH = "pub"
    HOLD = "hold"
    MERGE = "merge"
    """Asks into which story; INTO says so."""
    INTO = "into"
    SPLIT = "split"
    """Asks for the reports; PART says which, as `bits_data`."""
    PART = "part"
    STATUS = "st"
    """Asks which status; SET says so."""
    SET = "set"
    RETRACT = "back"
    """Takes back a development; of a story with several asks which."""
    SOURCE = "src"
    """Asks which source and how long; MUTE says so."""
    MUTE = "mute"
    UNDO = "undo"
    """An event by its subject and position: a story number would lead to where it was merged."""


DOUBTS: Mapping[str, str] = {
    Doubt.HEARSAY: key("one source, and nobody whose word it is can be named"),
    Doubt.WEAK_MATCH: key("the topic is mentioned once, below the headline"),
}


ObjectionCounts = Counter[Objection]
"""How many chats object to what in one story."""
NOTHING: ObjectionCounts = Counter()


def desk_data(act: DeskVerb, subject: object, extra: object = "") -> str | None:
    return press(Verb.DESK, act.value, subject, extra)


def card(
    story: Story,
    standing: StoryStatus,
    view: View,
    *,
    objected: ObjectionCounts = NOTHING,
    done: Line = (),
) -> Message:
    """Show a story on the desk. `done` is what has just been done to it."""
    lead = lead_report(story, standing, view.language)
    lines: list[Line] = [done, ()] if done else []
    lines += [line(bold(f"#{story.number}"), " · ", italic(_availability(story, view)))]
    lines += _hold_lines(story, view)
    lines += [(), badge_line(standing, view), headline(lead, view), byline(lead, view)]
    outlets = [
        teller_name(each, view) for each in one_report_per_voice(current_reports(story), view)
    ]
    if len(outlets) > 1:
        names = ", ".join(outlets[:_OUTLETS])
        lines.append(view.texts.sentence("Told by {outlets}", outlets=names))
    if objected:
        said = ", ".join(objection_count(what, n, view) for what, n in objected.most_common())
        lines.append(view.texts.sentence("Readers object: {said}", said=said))
    return message(lines, _buttons(story, view))


Numbers = Mapping[str, int | None]
"""Numbers, by id, of the stories an act mentions."""


def acted_card(
    story: Story,
    standing: StoryStatus,
    view: View,
    *,
    numbers: Numbers,
    objected: ObjectionCounts,
    chats: int = 0,
    have: int = 0,
) -> Message:
    """Show the card after an act, with its result and Undo; `chats` get a post of it, `have` keep
    the one they have.
    """
    position = len(story.events) - 1
    done = act_words(story.events, position, view, numbers)
    sent = view.texts.count("{n} chat gets it", "{n} chats get it", chats)
    kept = view.texts.count("{n} chat has it already", "{n} chats have it already", have)
    said = line(
        bold(done), f" · {sent}" if chats else "", f" · {kept}" if story.held and have else ""
    )
    shown = card(story, standing, view, objected=objected, done=said)
    undo = Button(view.texts.say("Undo"), data=desk_data(DeskVerb.UNDO, story.id, position))
    undoable = story.events[position].kind != Act.UNDONE
    rows = ((undo,), *shown.buttons) if undoable else shown.buttons
    return Message(html=shown.html, plain=shown.plain, buttons=rows)


def act_words(events: Sequence[StoryEvent], position: int, view: View, numbers: Numbers) -> str:
    """Say what an event did, in a few words."""
    event = events[position]
    if event.kind == Act.UNDONE:
        undone = _event_words(events[int(event.detail)], view, numbers)
        return view.texts.say("Undone: {act}", act=undone)
    return _event_words(event, view, numbers)


def _event_words(event: StoryEvent, view: View, numbers: Numbers) -> str:
    other = f"#{numbers[event.detail]}" if numbers.get(event.detail) else "#?"
    about = view.texts.say("development {number}", number=str(event.development))
    status = key("as the rules have it")
    if event.kind == Act.STATUS and event.detail:
        status = STATUSES[Status(event.detail)]
    status, span = view.texts.say(status), span_words(event, view)
    if event.kind == Act.RETRACTED:
        other = about
    if event.kind == Act.JOINED:
        words = key("Development {number} is part of {other} now")
        return view.texts.say(words, number=str(event.development), other=event.detail)
    said = view.texts.say(_ACTS[event.kind], other=other, status=status, span=span)
    return f"{said} ({about})" if event.kind == Act.STATUS and event.development else said


def span_words(event: StoryEvent, view: View) -> str:
    """Say how long a source is muted."""
    if event.kind != Act.MUTED or not event.detail:
        return view.texts.say("for good")
    until = datetime.fromisoformat(event.detail)
    day = view.texts.formats.moment(until, view.chat.zone)
    return view.texts.say("until {day}", day=day)


_ACTS: Mapping[str, str] = {
    Act.HELD: key("Held back from readers"),
    Act.PUBLISHED: key("Published"),
    Act.MUTED: key("Source muted {span}"),
    Act.UNMUTED: key("Source no longer muted"),
    Act.PAUSED: key("All sending is paused"),
    Act.RESUMED: key("Sending goes on"),
    "reopened": key("Reopened"),
    Act.STATUS: key("Status set: {status}"),
    Act.RETRACTED: key("Taken back: {other}"),
    Act.MERGED: key("Made part of {other}"),
    Act.TOOK_IN: key("{other} is part of it now"),
    Act.SPLIT: key("Reports moved to {other}"),
    Act.SPLIT_FROM: key("Split from {other}"),
}


def _availability(story: Story, view: View) -> str:
    by = held_by(story)
    if by == RULE:
        return view.texts.say("waits for an editor")
    return view.texts.say("held by an editor") if by else view.texts.say("readers have it")


def _hold_lines(story: Story, view: View) -> list[Line]:
    holding = [each for _, each in in_force(story.events) if each.kind == Act.HELD]
    if not story.held or not holding or not holding[-1].detail:
        return []
    reasons = [view.texts.say(DOUBTS[each]) for each in holding[-1].detail.split(", ")]
    words = shortened(clean("; ".join(reasons)), 300)
    return [view.texts.sentence("Why: {reasons}", reasons=words)]


def _buttons(story: Story, view: View) -> list[list[Button]]:
    say, number = view.texts.say, story.number
    publish = Button(say("Publish"), data=desk_data(DeskVerb.PUBLISH, number), style="primary")
    hold = Button(say("Hold"), data=desk_data(DeskVerb.HOLD, number), style="danger")
    first = [publish] if story.held else []
    first += [hold] if held_by(story) in ("", RULE) else []
    merge = Button(say("Merge into…"), data=desk_data(DeskVerb.MERGE, number))
    split = Button(say("Split"), data=desk_data(DeskVerb.SPLIT, number, "0"))
    several = [split] if len(story.own_reports) > 1 else []
    status = Button(say("Set status"), data=desk_data(DeskVerb.STATUS, number))
    retract = Button(say("Take back"), data=desk_data(DeskVerb.RETRACT, number), style="danger")
    mute = Button(say("Mute source"), data=desk_data(DeskVerb.SOURCE, number))
    return [
        first,
        [merge, *several],
        [status, mute],
        [retract, Button(say("Why"), data=press(Verb.WHY, number))],
    ]
