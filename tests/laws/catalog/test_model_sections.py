"""Mistakes an editor may make in parties, topics and channels, with their messages."""

import pytest

from tests.unit.catalog.catalogs import edited, refusals

ID = "write an id of small letters, digits and hyphens, like nasa-blog"
COUNTRY = "write a country code like US, RU or DE"
TEXT = "write a text; put it in quotes if it is one"
CHAT = 'write "@channel" in quotes, or its numeric id like -1001234567890'
LIST = "write a list, like [one, two]"


@pytest.mark.fault("H5")
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("country: US", "country: USA", f"2: parties.nasa.country: {COUNTRY}; did you mean US?"),
        ("country: US", "country: us", f"2: parties.nasa.country: {COUNTRY}; did you mean US?"),
        ("country: US", "country: UK", f"2: parties.nasa.country: {COUNTRY}; did you mean GB?"),
        ("country: US", "country: [US]", f"2: parties.nasa.country: {COUNTRY}"),
        (
            "{name: NASA, country: US}",
            "NASA",
            "2: parties.nasa: write its settings under it, like key: value",
        ),
        (
            "{name: NASA, country: US}",
            "{country: US}",
            "2: parties.nasa.name: is missing; write it",
        ),
        ("name: NASA", "name: 7", f"2: parties.nasa.name: {TEXT}"),
        ("name: NASA", "name: {}", "2: parties.nasa.name: write at least one"),
        (
            "name: NASA",
            "name: {en: NASA, de: NASA}",
            "2: parties.nasa.name.de: write one of en, ru",
        ),
        (
            "  nasa: {",
            "  Nasa: {",
            (
                f"2: parties.Nasa: {ID}",
                "9: feeds.blog.speaks_for: no party nasa; did you mean Nasa?",
            ),
        ),
        ("parties:", "partys:", "1: partys: unknown key; did you mean parties?"),
        (
            "topics:\n  iss:",
            "topics:\n  station:",
            (
                "11: feeds.blog.topics.1: no topic iss; known are station",
                "18: channels.1.topics.1: no topic iss; known are station",
            ),
        ),
        (
            "title: {en: International Space Station, ru: МКС}",
            "title: {ru: [МКС]}",
            "14: topics.iss.title.ru: write a text",
        ),
        (
            "match: {strong: [Axiom]}",
            "waits_for: [nassa, nasa, nasa]",
            (
                "15: topics.iss.waits_for.1: no party nassa; did you mean nasa?",
                "15: topics.iss.waits_for.3: nasa is written twice; keep one",
            ),
        ),
        ("match: {strong: [Axiom]}", "waits_for: nasa", f"15: topics.iss.waits_for: {LIST}"),
        (
            "{strong: [Axiom]}",
            "Axiom",
            "15: topics.iss.match: write its settings under it, like key: value",
        ),
        ("{strong: [Axiom]}", "{strong: Axiom}", f"15: topics.iss.match.strong: {LIST}"),
        ("{strong: [Axiom]}", "{strong: [2024]}", f"15: topics.iss.match.strong.1: {TEXT}"),
        (
            "{strong: [Axiom]}",
            "{strong: ['*']}",
            "15: topics.iss.match.strong.1: write * only at the beginning or at the end of a word",
        ),
        (
            "{strong: [Axiom]}",
            "{strong: ['*x*']}",
            "15: topics.iss.match.strong.1: write * only at the beginning or at the end of a word",
        ),
        (
            "{strong: [Axiom]}",
            "{strong: ['a*']}",
            "15: topics.iss.match.strong.1: write at least three letters beside *",
        ),
        ("{strong: [Axiom]}", "{strong: ['...']}", "15: topics.iss.match.strong.1: write a word"),
        (
            "{strong: [Axiom]}",
            "{strnog: [Axiom]}",
            "15: topics.iss.match.strnog: unknown key; did you mean strong?",
        ),
        (
            "{strong: [Axiom]}",
            "{terms: [Axiom]}",
            "15: topics.iss.match.terms.1: write its settings under it, like key: value",
        ),
        (
            "{strong: [Axiom]}",
            "{terms: [{needs: [crew]}]}",
            "15: topics.iss.match.terms.1.text: is missing; write it",
        ),
        (
            "{strong: [Axiom]}",
            "{terms: [{text: Axiom, need: [crew]}]}",
            "15: topics.iss.match.terms.1.need: unknown key; did you mean needs?",
        ),
        (
            "{strong: [Axiom]}",
            "{terms: [{text: Axiom, cased: no}]}",
            "15: topics.iss.match.terms.1.cased: write true or false",
        ),
        (
            "{strong: [Axiom]}",
            "{context: [crew]}",
            "15: topics.iss.match.context: write names with values under them",
        ),
        (
            "{strong: [Axiom]}",
            "{shipped: 'false'}",
            "15: topics.iss.match.shipped: write true or false",
        ),
        ("{strong: [Axiom]}", "{refuse: {a: b}}", f"15: topics.iss.match.refuse: {LIST}"),
        (
            "match: {strong: [Axiom]}",
            "hold: low-confidense",
            "15: topics.iss.hold: write one of low-confidence; did you mean low-confidence?",
        ),
        (
            "match: {strong: [Axiom]}",
            "hold: true",
            "15: topics.iss.hold: write one of low-confidence",
        ),
        (
            "match: {strong: [Axiom]}",
            "hold: []",
            "15: topics.iss.hold: write one of low-confidence",
        ),
        (
            "match: {strong: [Axiom]}",
            "holds: low-confidence",
            "15: topics.iss.holds: unknown key; did you mean hold?",
        ),
        ('chat: "@isswire"', "chat: isswire", f"17: channels.1.chat: {CHAT}"),
        ('chat: "@isswire"', "chat: 12345", f"17: channels.1.chat: {CHAT}"),
        ('chat: "@isswire"', "chat: '1001234567890'", f"17: channels.1.chat: {CHAT}"),
        ('chat: "@isswire"', "chat: '-100 123'", f"17: channels.1.chat: {CHAT}"),
        (
            "channels:\n  -",
            "channels:\n  - {chat: '@ISSwire', topics: [iss], thread: 1}\n  -",
            "18: channels.2.chat: the same channel twice; keep one",
        ),
        (
            'channels:\n  - chat: "@isswire"',
            "channels:\n  - {chat: '-1001', topics: [iss]}\n  - chat: -1001",
            "18: channels.2.chat: the same channel twice; keep one",
        ),
        ('chat: "@isswire"', "chat: true", f"17: channels.1.chat: {CHAT}"),
        ('chat: "@isswire"', "chat: -1.5", f"17: channels.1.chat: {CHAT}"),
        (
            "alerts: important",
            "alerts: loud",
            "20: channels.1.alerts: write one of all, important, digest",
        ),
        ("language: ru", "language: de", "19: channels.1.language: write one of en, ru"),
        ("alerts: important", "thread: -1", "20: channels.1.thread: write a number from 0"),
        ("alerts: important", "thread: many", "20: channels.1.thread: write a whole number"),
        ("alerts: important", "thread: true", "20: channels.1.thread: write a whole number"),
        (
            "alerts: important",
            "style: huge",
            "20: channels.1.style: write one of compact, standard, full",
        ),
        (
            "    topics: [iss]\n    language",
            "    topics: []\n    language",
            "18: channels.1.topics: write at least one",
        ),
        (
            "    topics: [iss]\n    language",
            "    language",
            "17: channels.1.topics: is missing; write it",
        ),
        (
            "channels:\n  -",
            "channels:\n  - {chat: '@ISSwire', topics: [iss]}\n  -",
            "18: channels.2.chat: the same channel twice; keep one",
        ),
        ("channels:\n  -", "channels:\n    x:\n     -", f"16: channels: {LIST}"),
    ],
)
def test_a_wrong_section_is_reported_with_line_path_and_advice(
    before: str, after: str, told: str | tuple[str, ...]
) -> None:
    lines = (told,) if isinstance(told, str) else told
    assert refusals(edited(before, after)) == tuple(f"feeds.yaml:{line}" for line in lines)
