"""What a person has last looked at: of each story, how many reports it had then."""

from dataclasses import replace

from bot.core.types import Chat, Story

KEPT = 30
"""Stories remembered, those looked at last."""


def reports_seen(chat: Chat, story: Story) -> int | None:
    """Return how many reports the story had when the chat last looked; None if it never did."""
    return dict(chat.looked).get(story.id)


def with_look(chat: Chat, story: Story) -> Chat:
    """Remember that the chat has seen all of the story."""
    others = (each for each in chat.looked if each[0] != story.id)
    looked = ((story.id, len(story.reports)), *others)
    return replace(chat, looked=looked[:KEPT])
