"""Words for what is about a mission event: a reminder, its edits, what its reader must hear."""

from collections.abc import Sequence

from bot.core.calendar.reminders import is_still_right, place_of
from bot.core.calendar.turns import standing_turn
from bot.core.delivery.messages import Edit, Message, Send
from bot.core.delivery.outbox import Worded
from bot.core.renderer.mission_pages import event_fingerprint, reminder, turn_message
from bot.core.renderer.reader_context import View
from bot.core.types import Delivery, DeliveryKind, MissionEvent, Post, Reason


def event_worded(
    delivery: Delivery,
    event: MissionEvent,
    doubtful: Sequence[Reason],
    root: Post | None,
    view: View,
) -> Worded | None:
    """Return what to send; None where nothing is left to say: a reminder of an event that was put
    off meanwhile, an edit that changes nothing, a hold that is over.
    """
    look = event_fingerprint(event, doubtful)
    match delivery.kind:
        case DeliveryKind.REMINDER:
            if not is_still_right(delivery, event, view.now):
                return None
            told = reminder(event, view, doubtful, place=place_of(delivery.revision))
            return Worded(_send(delivery, told, root), look)
        case DeliveryKind.EDIT:
            if root is None or root.shown == look:
                return None
            told = reminder(event, view, doubtful, place=place_of(root.episode))
            return Worded(Edit(delivery.chat_id, root.message_id, told), look)
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
