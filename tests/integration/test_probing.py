"""The pusher looks for a message whose answer was lost, in chats of the local Telegram."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.core.messages import Answer, Button, Message, Send, Update
from bot.core.outbox import Worded
from bot.core.types import Chat, ChatKind, Delivery, DeliveryState, Subscription, SubscriptionKind
from bot.local.faults import Fault, Symptom
from bot.local.server import CHANNEL_ID, GROUP_ID, PERSON_ID, LocalTelegram
from bot.pusher import Clock, Pusher
from storage.store import Store
from tests.integration.outbox_child import fast_clock
from tests.integration.promised import AT_ONCE, Figure, posts, promise, stories
from tests.telegram import Line, OnUpdate, a_line, eventually, polling

CHANNEL = Chat(CHANNEL_ID, ChatKind.CHANNEL)
GROUP = Chat(GROUP_ID, ChatKind.SUPERGROUP)
LOSSES = (Symptom.RESET, Symptom.CLOSED, Symptom.HTML, Symptom.GARBAGE, Symptom.CUT)


async def worded(delivery: Delivery) -> Worded:
    buttons = ((Button("More", url=f"https://t.me/isswire_bot?start={delivery.story}"),),)
    return Worded(Send(delivery.chat_id, Message(html=delivery.story, buttons=buttons)))


@dataclass
class Looking:
    """A store that promises stories to one chat, and the Telegram it is told in."""

    store: Store
    local: LocalTelegram
    chat: Chat
    line: Line
    clock: Clock = field(default_factory=lambda: fast_clock(time.time()))
    promised: int = 0
    waking: asyncio.Event = field(default_factory=asyncio.Event)
    """The pusher rests by a slower clock than the store's."""

    async def tell(self, *faults: Fault) -> None:
        """One story more; its first attempts meet these faults."""
        self.local.faults.clear()
        for fault in faults:
            fault.method = "sendMessage"
            self.local.faults.add(fault)
        self.promised += 1
        now = self.clock()
        post = replace(posts([self.chat.id], self.promised)[-1], created=now, not_before=now)
        await promise(self.store, replace(post, expires=now + timedelta(days=1)))
        async with asyncio.timeout(30):
            while (await self.store.queue_sizes()).get(DeliveryState.SENT, 0) < self.promised:
                self.waking.set()
                await asyncio.sleep(0.02)

    @property
    def copies(self) -> Counter[str]:
        return Counter(call.text for call in self.local.journal.messages(self.chat.id))


@asynccontextmanager
async def looking(
    store: Store, chat: Chat, *, probing: bool = True, on_update: OnUpdate | None = None
) -> AsyncIterator[Looking]:
    """In a chat that was told one story already."""
    await store.record_chat(chat)
    await store.subscribe(Subscription(chat.id, 0, SubscriptionKind.TOPIC, "iss"))
    for story in stories(9):
        await store.record_story(story)
    stop = asyncio.Event()
    async with a_line(on_update) as line:
        made = Looking(store, line.local, chat, line)
        line.local.world.place(chat.id).edits_others = False
        pusher = Pusher(
            store,
            worded,
            line.telegram.send,
            made.clock,
            holder="test",
            promised=made.waking,
            limits=AT_ONCE,
            probe=line.telegram.stands if probing else None,
        )
        pushing = asyncio.create_task(pusher.push(stop))
        await made.tell()
        yield made
        stop.set()
        await asyncio.wait_for(pushing, 15)


@pytest.mark.fault("D1")
@pytest.mark.parametrize("chat", [CHANNEL, GROUP], ids=["channel", "group"])
async def test_what_stands_there_is_not_told_again(
    store: Store, chat: Chat, record_property: Figure
) -> None:
    async with looking(store, chat) as made:
        for loss in LOSSES:
            await made.tell(Fault(loss, accepted=True))
        repeated = made.copies.total() - made.promised
    record_property("figure", f"probed {chat.kind}: D={repeated} amb={len(LOSSES)}")
    record_property("limit", "D=0")
    assert made.copies == Counter({f"{number:016x}": 1 for number in range(1, 7)})


@pytest.mark.fault("D2")
async def test_what_does_not_stand_there_is_told_however_often_it_is_lost(
    store: Store, record_property: Figure
) -> None:
    async with looking(store, CHANNEL) as made:
        await made.tell(*(Fault(loss) for loss in LOSSES))
    record_property("figure", f"lost {len(LOSSES)} times: told {made.copies[f'{2:016x}']}")
    record_property("limit", "told 1")
    assert made.copies == Counter({f"{1:016x}": 1, f"{2:016x}": 1})


async def test_people_who_talk_meanwhile_are_passed_over(store: Store) -> None:
    async with looking(store, GROUP) as made:
        for words in ("hello", "any news?"):
            made.local.people.say(GROUP_ID, PERSON_ID, words)
        await made.tell(Fault(Symptom.RESET, accepted=True))
        assert made.copies.total() == 2
        messages = made.local.world.place(GROUP_ID).messages.values()
        assert [bool(message.buttons) for message in messages] == [True, False, False, True]


async def test_no_post_of_another_admin_is_touched(store: Store) -> None:
    async with looking(store, CHANNEL) as made:
        made.local.people.say(CHANNEL_ID, PERSON_ID, "Launch tonight!")
        await made.tell(Fault(Symptom.RESET, accepted=True))
        messages = made.local.world.place(CHANNEL_ID).messages.values()
        assert [message.edits for message in messages] == [0, 0, 0]
        assert made.copies.total() == 2


async def test_where_the_bot_may_edit_what_others_post_nothing_is_asked(store: Store) -> None:
    async with looking(store, CHANNEL) as made:
        made.local.world.place(CHANNEL_ID).edits_others = True
        made.local.people.say(CHANNEL_ID, PERSON_ID, "Launch tonight!")
        await made.tell(Fault(Symptom.RESET, accepted=True))
        messages = made.local.world.place(CHANNEL_ID).messages.values()
        assert [message.edits for message in messages] == [0, 0, 0, 0]
        assert made.copies.total() == 3


async def test_answers_keep_their_buttons(store: Store) -> None:
    answer = Answer(Message("Here.", buttons=((Button("Timeline", data="t:1:0"),),)))

    async def answered(update: Update) -> Answer:
        return answer

    async with looking(store, GROUP, on_update=answered) as made:
        place = made.local.world.place(GROUP_ID)
        async with polling(made.line):
            made.local.people.say(GROUP_ID, PERSON_ID, "/story 1")
            await eventually(lambda: len(place.messages) == 3)
        await made.tell(Fault(Symptom.RESET, accepted=True))
        assert place.messages[3].text == "Here."
        assert place.messages[3].edits == 0
        assert made.copies[f"{2:016x}"] == 1


async def test_without_probing_it_is_told_again(store: Store) -> None:
    async with looking(store, CHANNEL, probing=False) as made:
        await made.tell(Fault(Symptom.RESET, accepted=True))
    assert made.copies.total() == 3
