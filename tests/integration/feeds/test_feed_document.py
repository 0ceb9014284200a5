"""What is read in malformed documents, each in a real parsing child."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from bot.feeds.child_protocol import Document, Unreadable
from bot.feeds.parsers import Parsers
from tests.integration.feeds.feed_server import a_document, an_item, saying, serving
from tests.integration.feeds.spoiling import mutation
from tests.integration.feeds.strange_documents import (
    ATOM,
    ATTACKS,
    DATES,
    ENCODED,
    ORDER,
    SEEN,
    TITLE,
    TITLES,
    an_attack,
    read,
    rss,
)
from tests.integration.feeds.traps import trap
from tests.integration.promised import Figure

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.fault("B6")
@pytest.mark.parametrize("how", ENCODED)
async def test_cyrillic_is_readable_whatever_its_label(parsers: Parsers, how: str) -> None:
    body, content_type = ENCODED[how]
    found = await read(parsers, body, replace(ORDER, content_type=content_type))

    assert [entry.title for entry in found.entries] == [TITLE]
    assert not found.cut


@pytest.mark.fault("B6")
@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", ""])
async def test_western_letters_are_no_cyrillic(parsers: Parsers, declared: str) -> None:
    title = "L’équipage est arrivé à la station – où la fête a déjà commencé"
    label = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{label}?>{rss(f"<title>{title}</title>")}'
    found = await read(parsers, text.encode("windows-1252"))

    assert [entry.title for entry in found.entries] == [title]


@pytest.mark.fault("B6")
async def test_mojibake_is_not_told(parsers: Parsers) -> None:
    bad = "<title>\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd ISS</title>"
    found = await read(parsers, a_document(f"<item>{bad}</item>", an_item("Soyuz docks")))

    assert [entry.title for entry in found.entries] == ["Soyuz docks"]
    assert found.malformed == 1


@pytest.mark.fault("C7")
@pytest.mark.fault("G3")
@pytest.mark.fault("G5")
@pytest.mark.parametrize("said", DATES)
async def test_dates_are_read_as_meant_or_not_at_all(parsers: Parsers, said: str) -> None:
    found = await read(parsers, rss(f"<title>Soyuz docks</title><pubDate>{said}</pubDate>"))

    assert [entry.published for entry in found.entries] == [DATES[said]]
    assert found.entries[0].seen == SEEN


@pytest.mark.fault("B2")
@pytest.mark.fault("I5")
@pytest.mark.parametrize("said", TITLES)
async def test_titles_become_plain_text(parsers: Parsers, said: str) -> None:
    found = await read(parsers, rss(f"<title>{said}</title><link>https://news.example/1</link>"))

    assert [entry.title for entry in found.entries] == [TITLES[said]]


@pytest.mark.fault("B4")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("what", ATTACKS)
async def test_no_document_makes_the_parser_open_anything(
    parsers: Parsers, what: str, encoding: str, record_property: Figure
) -> None:
    async with serving(saying(b"secret")) as canary:
        body = an_attack(ATTACKS[what], canary.url()).decode().encode(encoding)
        found = await parsers.parse(body, ORDER)
        after = await parsers.parse(a_document(an_item("Soyuz docks")), ORDER)

    text = repr(found)
    record_property("figure", f"C={canary.connections}, {len(text)} characters")
    record_property("limit", "C=0")
    assert canary.connections == 0
    assert "root:" not in text
    assert "secret" not in text
    assert len(text) < 200_000
    assert isinstance(after, Document)


@pytest.mark.fault("B4")
async def test_no_document_makes_the_parser_open_a_file(
    parsers: Parsers, tmp_path: Path, record_property: Figure
) -> None:
    with trap(tmp_path / "trap") as laid:
        bodies = [an_attack(each, f"file://{laid.path}") for each in ATTACKS.values()]
        bodies += [an_attack(each, str(laid.path)) for each in ATTACKS.values()]
        for body in bodies:
            await parsers.parse(body, ORDER)
        opened = laid.opened
    record_property("figure", f"opens={opened} of {len(bodies)} attacks")
    record_property("limit", "opens=0")
    assert opened == 0


@pytest.mark.fault("B8")
@pytest.mark.parametrize(
    "body", ["<rss version='2.0'><channel></channel></rss>", '{"items": []}',
             '<feed xmlns="http://www.w3.org/2005/Atom"/>']
)  # fmt: skip
async def test_an_empty_feed_is_a_feed(parsers: Parsers, body: str) -> None:
    assert (await read(parsers, body)).entries == ()


@pytest.mark.fault("A6")
async def test_a_cut_document_makes_no_bogus_entry(
    parsers: Parsers, record_property: Figure
) -> None:
    items = [
        an_item(f"Soyuz number {n} docks", more=f"<description>Text {n}</description>")
        for n in range(6)
    ]
    document = a_document(*items)
    whole = set((await read(parsers, document)).entries)
    points = range(150, len(document) - len(b"</rss>"), 7)
    bogus, kept = 0, 0
    for point in points:
        found = await parsers.parse(document[:point], ORDER)
        entries = found.entries if isinstance(found, Document) else ()
        bogus += len(set(entries) - whole)
        kept += isinstance(found, Document) and not found.cut
    record_property("figure", f"{bogus} bogus at {len(points)} cuts, {kept} taken for whole")
    record_property("limit", "0 bogus, 0 taken for whole")
    assert (bogus, kept) == (0, 0)


async def mutated(parsers: Parsers, times: int) -> int:
    """Count the mutations of good documents that gave no result."""
    chance = random.Random(2022)
    sources = [
        a_document(*(an_item(f"Soyuz docks {n}", more="<description>&lt;p&gt;x</description>")
                     for n in range(5))),
        ATOM.format("<title>T</title><link href='/a'/><summary>S &amp;amp;</summary>").encode(),
        b'{"items": [{"id": "1", "title": "T", "content_html": "<p>x</p>"}]}',
    ]  # fmt: skip
    return sum(
        [
            not isinstance(
                await parsers.parse(mutation(chance.choice(sources), chance), ORDER),
                Document | Unreadable,
            )
            for _ in range(times)
        ]
    )


@pytest.mark.fault("B5")
async def test_mutations_of_documents_never_break_the_child(
    parsers: Parsers, record_property: Figure
) -> None:
    broken = await mutated(parsers, 500)
    record_property("figure", f"X={broken} of 500")
    record_property("limit", "X=0")
    assert broken == 0


@pytest.mark.soak
@pytest.mark.fault("B5")
async def test_six_thousand_mutations_never_break_the_child(
    parsers: Parsers, record_property: Figure
) -> None:
    broken = await mutated(parsers, 6_000)
    record_property("figure", f"X={broken} of 6,000")
    assert broken == 0
