"""The stand-in's parsing of entities, and Telegram's words for refusals."""

import pytest

from bot.local.message_entities import Entity, parse
from bot.local.message_text import blank, utf16_length, visible
from bot.local.refusals import Refusal


def _pre(language: str) -> Entity:
    return Entity("pre", 0, 1, (("language", language),))


def _link(url: str) -> Entity:
    return Entity("text_link", 0, 1, (("url", url),))


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", ()),
        ("<b>x</b>", "x", (Entity("bold", 0, 1),)),
        ("<B>x</B >", "x", (Entity("bold", 0, 1),)),
        ("a &lt;b&gt; &amp;amp; &quot;", 'a <b> &amp; "', ()),
        ("&nbsp; &copy; & &x;", "&nbsp; &copy; & &x;", ()),
        ("&#1052;&#x41a;", "МК", ()),
        ("&ltx; &#0;", "&ltx; &#0;", ()),
        ('<pre><code class="language-x">y</code></pre>', "y", (_pre("x"),)),
        ('<code class="language-x">y</code>', "y", (Entity("code", 0, 1),)),
        (
            "<a>https://x/</a>",
            "https://x/",
            (Entity("text_link", 0, 10, (("url", "https://x/"),)),),
        ),
        ("🚀<i>я</i>", "🚀я", (Entity("italic", 2, 1),)),
        ("<b><i>x</i></b>", "x", (Entity("bold", 0, 1), Entity("italic", 0, 1))),
        ('<a href="https://x/?a=1&amp;b=2">x</a>', "x", (_link("https://x/?a=1&b=2"),)),
        ("<a href='https://x/'>x</a>", "x", (_link("https://x/"),)),
        ('<a href="javascript:x">x</a>', "x", ()),
        ('<span class="tg-spoiler">x</span>', "x", (Entity("spoiler", 0, 1),)),
        ("<blockquote expandable>x</blockquote>", "x", (Entity("expandable_blockquote", 0, 1),)),
        ("<b>x</>", "x", (Entity("bold", 0, 1),)),
        (
            '<tg-time unix="1658826720" format="wDT">26 July</tg-time>',
            "26 July",
            (Entity("date_time", 0, 7, (("unix_time", 1658826720), ("date_time_format", "wDT"))),),
        ),
    ],
)
def test_what_telegram_reads_is_read(html: str, text: str, entities: tuple[Entity, ...]) -> None:
    assert parse(html) == (text, entities)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("я<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<", "Unclosed start tag at byte offset 0"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x>y', "Unclosed start tag at byte offset 0"),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<a href=x/y>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-time unix="soon">x</tg-time>', 'Tag "tg-time" must have a valid attribute "unix"'),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(html: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(html)
    assert refused.value.description == f"Bad Request: can't parse entities: {words}"


def test_lengths_count_utf16_units() -> None:
    assert utf16_length("я🚀x") == 4


def test_control_characters_and_outer_blanks_are_dropped() -> None:
    assert visible("a\x00\u202eb \n") == "ab"


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u2800\ufeff"])
def test_nothing_to_see_is_blank(text: str) -> None:
    assert blank(text)
