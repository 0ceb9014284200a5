"""What a delivery is put into words from, asked at once."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Chat, Delivery, Story
from storage.chats import stored_chat
from storage.db.transactions import Database, question
from storage.stories import stored_stories


class Words(Database):
    """The question of whoever words a delivery."""

    @question
    async def behind(
        self, db: AsyncConnection, delivery: Delivery
    ) -> tuple[Chat | None, Story | None]:
        """The chat it goes to, and its story."""
        chat = await stored_chat(db, delivery.chat_id, delivery.thread_id)
        return chat, (await stored_stories(db, [delivery.story])).get(delivery.story)
