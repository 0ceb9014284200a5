"""Words meant to break or bend a message: rendered inert, and never refused."""

from collections.abc import Callable
from dataclasses import replace
from itertools import cycle

import pytest

from bot.core.ledger.story_status import standing
from bot.core.renderer.post import post
from bot.core.renderer.story_page import story_sources
from bot.core.renderer.thread_lines import AS_REPLY
from bot.core.renderer.why_page import why_page
from bot.core.types import Fact
from tests.build import NOON, PARTIES, a_chat, a_story, a_view
from tests.strict_html import visible_text
from tests.unit.renderer.test_post import CLAIM, NASA

HOSTILE = (
    "<b>bold</b> <script>alert(1)</script>",
    "</b></a></i> & < > \" ' &amp; &lt;b&gt; &#60;",
    "<a href='tg://user?id=1'>NASA</a>",
    "[NASA](tg://user?id=1) *bold* _it_ `code`",
    "\u202eASAN\u202c says \u2066hi\u2069",
    "zero\u200b\u200c\u200d\u2060width\ufeff",
    "tags \U000e0001\U000e0041\U000e007f",
    "\x1b[31mred\x1b[0m\r\nSet-Cookie: a=b\x00\x07",
    "{0} {texts} {{jinja}} %s %n ${HOME}",
    "lone \ud83d and \udc00 surrogates",
    "zalgo " + "z\u0301\u0302\u0303\u0304\u0305\u0306" * 30,
    "\u3164\u2800\u115f\u1160\ufeff",
    "",
    "   \n\t  ",
    "🛰" * 3000,
    "word " * 3000,
    "w" * 9000,
    "&" * 5000,
    "<" * 5000,
    "Роскосмос «Союз» — №1 " * 300,
)
URLS = (
    "tg://user?id=1",
    "javascript:alert(1)",
    "https://nasa.gov@evil.example/",
    'https://e.example/"><b>x',
    "https://e.example/\u202egpj.exe",
    "https://e.example/?a=1&b=<2>",
    None,
)
FORBIDDEN = ("tg://", "javascript:", "nasa.gov@", "<script", "\u202e", "\x1b", "\x00", "\r")


def rendered() -> list[tuple[str, str]]:
    """HTML and plain text of posts and replies with hostile words in every place."""
    messages = []
    for words, url in zip(HOSTILE, cycle(URLS), strict=False):
        facts = (Fact("end date", words, words), Fact(words, "x", "x"))
        report = replace(CLAIM, title=words, outlet=words, summary=words, url=url, facts=facts)
        story = a_story(replace(report, language=words), NASA)
        stands = standing(story, parties=PARTIES, now=NOON)
        view = a_view(a_chat(style="full"))
        messages += [post(story, stands, view), post(story, stands, view, thread=AS_REPLY)]
        messages += [story_sources(story, stands, view), why_page(story, stands, (), view)]
    return [(message.html, message.plain) for message in messages]


@pytest.mark.fault("D11")
def test_no_hostile_words_are_refused(record_property: Callable[[str, object], None]) -> None:
    refused = []
    for html, plain in rendered():
        try:
            assert visible_text(html) == plain
        except (ValueError, AssertionError) as error:
            refused.append(str(error))
    record_property("figure", len(refused))
    record_property("limit", 0)
    assert refused == []


@pytest.mark.fault("I5")
def test_nothing_hostile_reaches_a_reader(record_property: Callable[[str, object], None]) -> None:
    seen = rendered()
    links = [html for html, _ in seen for bad in FORBIDDEN if f'href="{bad}' in html]
    unseen = [plain for _, plain in seen for bad in FORBIDDEN[4:] if bad in plain]
    raw = [html for html, _ in seen if "<script" in html or "nasa.gov@" in html]
    record_property("figure", len(links) + len(unseen) + len(raw))
    record_property("limit", 0)
    assert links + unseen + raw == []
