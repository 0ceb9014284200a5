"""What is not plain YAML is refused at its line, with advice."""

import pytest

from tests.unit.catalog.catalogs import edited, refusals

SPEAKER = "only a party's own channel speaks for it; role: official or government"
ANCHORS = "anchors (&) and aliases (*) are not read: write it out, or quote the text"
TAGS = "tags (!) are not read: leave them out, or quote the text"
INDENT = "not YAML here: check the indentation of this line and the one before"
BRACKET = "not YAML here: close the bracket, or part the values with commas"
QUOTE = "not YAML here: close the quote or bracket that is open here"


@pytest.mark.fault("H5")
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("parties:", "[parties]:", "1: write a word before the colon"),
        (
            'chat: "@isswire"',
            "chat: @isswire",
            '17: not YAML here: put @names in quotes, like "@isswire"',
        ),
        ('  - chat: "@isswire"', '  - "@isswire"', f"18: {INDENT}"),
        ("parties:", "<<: {}\nparties:", "1: merges (<<) are not read: write it out"),
        ("nasa: {", "nasa: &a {", f"2: {ANCHORS}"),
        ("title: NASA blog", "title: *a", f"6: {ANCHORS}"),
        ("title: NASA blog", "title: !!python/object:os.system x", f"6: {TAGS}"),
        ("title: NASA blog", "title: !!str x", f"6: {TAGS}"),
        ("title: NASA blog", "title: !x y", f"6: {TAGS}"),
        ("title: NASA blog", "title: ! y", f"6: {TAGS}"),
        ("channels:", "---\nchannels:", "16: keep one document; leave out ---"),
        ("parties:", "%YAML 1.1\n---\nparties:", "1: leave out directives (%)"),
        ("parties:", "feeds: {}\nparties:", "4: feeds: written twice, first in line 1; keep one"),
        (
            "    role: official",
            "    role: official\n    role: press",
            (
                "9: feeds.blog.role: written twice, first in line 8; keep one",
                f"10: feeds.blog.speaks_for: {SPEAKER}",
            ),
        ),
        ("parties:", "? [a]\n: b\nparties:", "1: write a word before the colon"),
        (
            "title: NASA blog",
            "title: " + "9" * 1500,
            "6: feeds.blog.title: write at most 15 digits, or put a text of digits in quotes",
        ),
        ("title: NASA blog", "title: " + "9" * 5000, "6: keep lines under 2,000 characters"),
        ("title: NASA blog", "title: " + "[" * 40, "6: nested deeper than 12; flatten it"),
        (
            "title: NASA blog",
            "title: NASA: blog",
            "6: not YAML here: check the indentation, or quote a text with a colon",
        ),
        ("    role", "\trole", "8: not YAML here: indent with spaces, not tabs"),
        ("    role", "   role", f"8: {INDENT}"),
        ("title: NASA blog", "title: {unclosed", f"6: {BRACKET}"),
        ("title: NASA blog", "title: 'unclosed", f"6: {QUOTE}"),
        ("title: NASA blog", 'title: "unclosed', f"6: {QUOTE}"),
        ("title: NASA blog", "title: [unclosed", f"6: {BRACKET}"),
        (
            "title: NASA blog",
            "title: \x07",
            "6: take out the control character or broken letter here",
        ),
        (
            "title: NASA blog",
            "title: \ud800",
            "6: take out the control character or broken letter here",
        ),
        (
            "title: NASA blog",
            "title NASA blog",
            "7: not YAML here: write a colon and a space after the key",
        ),
        ("title: NASA blog", 'title: "a" b', f"6: {INDENT}"),
        (
            "title: NASA blog",
            'title: "\\q"',
            "6: not YAML here: write \\\\ for a backslash, or use single quotes",
        ),
        ("title: NASA blog", "title: `x`", "6: not YAML here: put texts with ` in quotes"),
        (
            "title: NASA blog",
            "title: %x",
            "6: not YAML here: put texts that begin with % in quotes",
        ),
    ],
)
def test_what_is_not_plain_yaml_is_reported_with_its_line(
    before: str, after: str, told: str | tuple[str, ...]
) -> None:
    lines = (told,) if isinstance(told, str) else told
    assert refusals(edited(before, after)) == tuple(f"feeds.yaml:{line}" for line in lines)


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("title: NASA blog", 'title: "NASA blog', 6),
        ("title: NASA blog", "title: 'NASA blog", 6),
        ("url: https", 'url: "https', 5),
        ("name: NASA,", 'name: "NASA,', 2),
        ("en: International", 'en: "International', 14),
        ("strong: [Axiom]", "strong: ['Axiom]", 15),
    ],
)
def test_an_open_quote_is_reported_where_it_began(before: str, after: str, line: int) -> None:
    text = edited(before, after) + "  - {chat: '@second', topics: [\"iss\"]}\n"
    assert refusals(text) == (f"feeds.yaml:{line}: {QUOTE}",)
