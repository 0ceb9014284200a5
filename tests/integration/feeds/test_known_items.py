"""What is remembered of a document's items answers as a look at each would."""

import random
from pathlib import Path

import pytest

from bot.feeds.items import items_of, known_items
from bot.feeds.known_items import KnownItems
from tests.integration.feeds.test_quick_parser import documents

HEAD = b'<?xml version="1.0"?><rss><channel><title>%d</title>'
END = b"</channel></rss>"
ITEMS = b"<item><title>One</title></item>\n<item><title>Two</title></item>"
MOST = 500


def looked_at(document: bytes, known: bytes, *, most: int = MOST) -> bytes | None:
    """The answer without a memory."""
    items = items_of(document)
    if not known or items is None or not 0 < len(items.spans) <= most:
        return None
    found = items.fingerprints(document)
    return b"".join(found) if known_items(known).issuperset(found) else None


def prints(document: bytes) -> bytes:
    items = items_of(document)
    assert items is not None
    return b"".join(items.fingerprints(document))


@pytest.mark.parametrize(
    "second",
    [
        HEAD % 2 + ITEMS + END,
        HEAD % 2 + b"<!-- " + ITEMS + b" -->" + END,
        HEAD % 2 + b"<!-- " + ITEMS + END,
        HEAD % 2 + b"<item>Three</item>" + ITEMS + END,
        HEAD % 2 + ITEMS + b"<x:item>Three</x:item>" + END,
        HEAD % 2 + ITEMS + b"<entry>Three</entry>" + END,
        HEAD % 2 + b"<entry>Three</entry>" + ITEMS + END,
        HEAD % 2 + b"<![CDATA[" + ITEMS + b"]]>" + END,
        HEAD % 2 + ITEMS + b"<!-- " + END,
        HEAD % 2 + ITEMS,
        HEAD % 2 + ITEMS + b"\0" + END,
        HEAD % 2 + ITEMS + b"</item>" + END,
        HEAD % 2 + b"<!ENTITY a 'b'>" + ITEMS + END,
        HEAD % 2 + ITEMS[: len(ITEMS) // 2] + END,
        (HEAD % 2).replace(b"1.0", b'1.0" encoding="utf-16') + ITEMS + END,
        HEAD % 2 + END,
    ],
)
def test_a_second_document_is_answered_as_if_nothing_were_remembered(second: bytes) -> None:
    first = HEAD % 1 + ITEMS + END
    known, memory = prints(first), KnownItems()
    assert memory.look("feed", first).all_known(known, most=MOST) == known
    assert memory.look("feed", second).all_known(known, most=MOST) == looked_at(second, known)


def test_any_documents_in_a_row_are_answered_so() -> None:
    dice, memory = random.Random(7), KnownItems()
    pieces = [
        *(b"<item>", b"</item>", b"<item><title>One</title></item>", b"<item>Two</item>"),
        *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?", b"?>", b"<entry>Three</entry>"),
        *(b"<items>", b"<item/>", b"<item a='1'>", b"text", b"</rss>", b"<x:item>4</x:item>"),
    ]
    known = b"".join(map(prints, [b"<rss>" + each + b"</rss>" for each in pieces[2:4]]))
    answers = set()
    for _ in range(30_000):
        document = b"<rss>" + b"".join(dice.choices(pieces, k=dice.randrange(6))) + b"</rss>"
        expected = looked_at(document, known)
        assert memory.look("feed", document).all_known(known, most=MOST) == expected, document
        answers.add(expected)
    assert len(answers) > 10


def test_every_recorded_document_is_answered_so_with_another_date(shared_data: Path) -> None:
    memory, remembered = KnownItems(), 0
    for text in documents(shared_data):
        first = text.encode()
        items = items_of(first)
        if items is None or not 0 < len(items.spans) <= MOST:
            continue
        known = b"".join(items.fingerprints(first))
        start = items.spans[0][0]
        for second in (first, first[:start] + b"<!-- later -->" + first[start:]):
            assert memory.look("feed", second).all_known(known, most=MOST) == known
        remembered += 1
    assert remembered > 100


def test_news_are_never_known(shared_data: Path) -> None:
    memory, first = KnownItems(), HEAD % 1 + ITEMS + END
    memory.look("feed", first)
    assert memory.look("feed", first).all_known(prints(first)[:8], most=MOST) is None
    assert memory.look("feed", first).all_known(b"", most=MOST) is None
    assert memory.look("feed", first).all_known(prints(first), most=1) is None
