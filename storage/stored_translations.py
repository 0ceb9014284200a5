"""Translations that were made, by text and language; an empty one could not be used."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.db import tables
from storage.db.statements import put_new
from storage.db.transactions import Database, change, question

_it = tables.translation.c


class StoredTranslations(Database):
    """Questions and changes about translations."""

    @question
    async def translations(
        self, db: AsyncConnection, texts: Iterable[str], language: str
    ) -> dict[str, str]:
        """Return what is known of these texts in a language; empty where it could not be used."""
        keys = {_key(text, language): text for text in texts}
        if not keys:
            return {}
        asked = select(_it.key, _it.words).where(_it.key.in_(keys))
        return {keys[key]: words for key, words in await db.execute(asked)}

    @change
    async def record_translation(
        self, db: AsyncConnection, text: str, language: str, words: str, now: datetime
    ) -> None:
        """Remember a translation; the first one stays."""
        row = {"key": _key(text, language), "words": words, "characters": len(text), "at": now}
        await put_new(db, tables.translation, [row])

    @question
    async def characters_translated(self, db: AsyncConnection, since: datetime) -> int:
        """Return how many characters translators were given since then."""
        total = func.coalesce(func.sum(_it.characters), 0)
        return int(await db.scalar(select(total).where(_it.at >= since)) or 0)


def _key(text: str, language: str) -> str:
    told = f"{language}\0{text}".encode("utf-8", "surrogatepass")
    return blake2b(told, digest_size=16).hexdigest()
