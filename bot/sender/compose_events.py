"""Words for what is about a mission event: a reminder, its edits, what its reader must hear."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.calendar.doubt import doubts
from bot.core.calendar.event_ties import told_of
from bot.core.calendar.reminders import is_still_right, place_of
from bot.core.calendar.turns import standing_turn
from bot.core.delivery.messages import Edit, Message, Send
from bot.core.delivery.outbox import Worded
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.mission_pages import ToldStep, event_fingerprint, reminder, turn_message
from bot.core.renderer.reader_context import View
from bot.core.renderer.story_lines import lead_report
from bot.core.types import Delivery, DeliveryKind, MissionEvent, Post, Reason, Story
from bot.sender.compose_store import ComposeStore


@dataclass(frozen=True, slots=True)
class EventWords:
    """Words deliveries about mission events; `homes` keeps their stories for all of a claim."""

    store: ComposeStore
    answered: Callable[[str], Awaitable[datetime | None]]
    home: Callable[[Story], Awaitable[Story]]
    stands: Callable[[Story, int], StoryStatus]
    homes: dict[str, list[Story]]

    async def worded(self, delivery: Delivery, id: str, view: View) -> Worded | None:
        """Return what to send; None where nothing is left to say."""
        event = await self.store.mission_event(id)
        if event is None:
            return None
        doubtful = doubts(event, answered=await self.answered(event.feed), now=view.now)
        root = await self.store.reminder_in(event.key, delivery.chat_id, delivery.thread_id)
        told = await self._told(event, view.language) if event.story else []
        return event_worded(delivery, event, doubtful, root, view, told)

    async def _told(self, event: MissionEvent, language: str) -> list[ToldStep]:
        """Return what the event's story tells of it."""
        id = event.story or ""
        if id not in self.homes:
            self.homes[id] = [
                await self.home(each) for each in (await self.store.stories([id])).values()
            ]
        return [
            (lead_report(story, stands, language), stands)
            for story in self.homes[id]
            for told in told_of(event, story)
            for stands in [self.stands(story, told.number)]
            if not stands.retracted
        ]


def event_worded(
    delivery: Delivery,
    event: MissionEvent,
    doubtful: Sequence[Reason],
    root: Post | None,
    view: View,
    told: Sequence[ToldStep] = (),
) -> Worded | None:
    """Return what to send; None where nothing is left to say: a reminder of an event that was put
    off meanwhile, an edit that changes nothing, a hold that is over.
    """
    look = event_fingerprint(event, doubtful, told)
    match delivery.kind:
        case DeliveryKind.REMINDER:
            if not is_still_right(delivery, event, view.now):
                return None
            place = place_of(delivery.revision)
            words = reminder(event, view, doubtful, place=place, told=told)
            return Worded(_send(delivery, words, root), look)
        case DeliveryKind.EDIT:
            if root is None or root.shown == look:
                return None
            place = place_of(root.episode)
            words = reminder(event, view, doubtful, place=place, told=told)
            return Worded(Edit(delivery.chat_id, root.message_id, words), look)
        case _:
            turn = standing_turn(event)
            if root is None or turn is None:
                return None
            return Worded(_send(delivery, turn_message(event, view, turn), root))


def _send(delivery: Delivery, message: Message, root: Post | None) -> Send:
    return Send(
        chat_id=delivery.chat_id,
        thread_id=delivery.thread_id,
        message=message,
        reply_to=root.message_id if root else None,
        silent=delivery.silent,
    )
