"""Edits of messages whose story or development the editors have made part of another."""

from collections.abc import Mapping

from bot.core.delivery.messages import Edit
from bot.core.delivery.outbox import Worded
from bot.core.ledger.developments import development, number_in
from bot.core.ledger.story_status import StoryStatus
from bot.core.renderer.editor_lines import merged_fingerprint
from bot.core.renderer.post import joined_post, merged_post
from bot.core.renderer.reader_context import View
from bot.core.types import Delivery, DeliveryKind, Post, Story


def pointing(
    delivery: Delivery, messages: tuple[Post, ...], standing: tuple[Post, ...]
) -> Post | None:
    """Return the message to edit where another one in its chat tells its development now;
    `standing`: the same messages as `as_told_now` has them.
    """
    if delivery.kind is not DeliveryKind.EDIT:
        return None
    told = delivery.story, delivery.development
    pairs = zip(messages, standing, strict=True)
    replaced = (each for each, now in pairs if not now.development)
    return next((each for each in replaced if (each.story, each.development) == told), None)


def part_of(own: Post, story: Story, home: StoryStatus, view: View) -> Worded | None:
    """Return the edit that says which development it is part of."""
    look = f"{'retracted' if home.retracted else 'part of'} {home.development}"
    if own.shown == look:
        return None
    shown = joined_post(story, own.development, home, view, is_reply=own.replies_to != 0)
    return Worded(Edit(own.chat_id, own.message_id, shown), look)


def number_of(home: Story, others: Mapping[str, Story], post: Post) -> int:
    """Return the number that what a message of another story tells has in `home`."""
    story = others[post.story]
    return number_in(home, development(story, story.told_as(post.development)))


def beside(
    delivery: Delivery, gone: Story, home: Story, messages: tuple[Post, ...], view: View
) -> Worded | None:
    """Return the final edit of a merged story's message, if the chat has its new story's."""
    look = merged_fingerprint(home)
    stands = next((each for each in messages if each.development == delivery.development), None)
    if stands is None or stands.shown == look:
        return None
    return Worded(Edit(delivery.chat_id, stands.message_id, merged_post(gone, home, view)), look)
