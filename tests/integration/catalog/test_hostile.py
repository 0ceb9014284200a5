"""A feeds.yaml made to burn time or memory is refused within seconds."""

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.catalog.yaml_document import MAX_BYTES, MAX_LINE
from tests.cpu_time import cpu_seconds
from tests.unit.catalog.catalogs import GOOD, refusals

SECONDS = 5.0
MEGABYTES = 64.0
FULL = MAX_BYTES - 2_000
LONG = MAX_LINE - 100

LETTERS = "abcdefghijklmnopqrstuvwxyz"
ALIASES = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [*{before}, *{before}]\n" for before, after in pairwise(LETTERS)
)
MERGES = "a: &a {x: 1}\n" + "".join(f"k{n}: {{<<: [*a, *a, *a]}}\n" for n in range(30))

Make = Callable[[int], str]
"""Makers of texts of about the given number of bytes."""


def lines(line: str, before: str = "", after: str = "") -> Make:
    """Repeat a line as often as the size allows."""
    length = len(line.encode("utf-8", "surrogatepass")) + 1
    return lambda size: before + f"{line}\n" * (size // length) + after


def numbered(line: str, before: str = "") -> Make:
    return lambda size: before + "".join(line.format(n) for n in range(size // len(line)))


def just(text: str) -> Make:
    return lambda size: text


HOSTILE: dict[str, Make] = {
    "alias bomb": just(ALIASES),
    "merge bomb": just(MERGES),
    "10 MB": just("a: b\n" * 2_000_000),
    "one line": lambda size: "a: " + "x" * size,
    "5,000 digits": just("feeds: " + "9" * 5_000),
    "10,000 brackets": just("[" * 10_000),
    "10,000 braces": just("{" * 10_000),
    "10,000 dashes": just("- " * 10_000),
    "10,000 question marks": just("? " * 10_000),
    "deep blocks": just("".join(" " * n + "a:\n" for n in range(700))),
    "lines of !": lines("!" * LONG),
    "lines of ! in a list": lines("- " + "!" * LONG),
    "lines of &": lines("- &" + "a" * LONG),
    "lines of *": lines("- *" + "a" * LONG),
    "lines of %": lines("%" + "a" * LONG),
    "directives": lines("%FOO a", after="---\na: b"),
    "comments": lines("#"),
    "blank lines": lines(""),
    "spaces": lines(" " * LONG),
    "tabs": lines("\t" * LONG),
    "colons": lines(":" * LONG),
    "colons and spaces": lines(": " * (LONG // 2)),
    "dashes": lines("-" * LONG),
    "documents": lines("---"),
    "ends": lines("..."),
    "quotes": lines("'" * LONG),
    "double quotes": lines('"' * LONG),
    "escapes": lines("\\x41" * (LONG // 4), before='a: "', after='"'),
    "a text of many lines": lines("b", before="a: '"),
    "plain text of many lines": lines("  b", before="a: b\n"),
    "plain words": lines("  " + "b " * (LONG // 2), before="a: b\n"),
    "literal text": lines("  b", before="a: |\n"),
    "folded text": lines("  b", before="a: >\n"),
    "long keys": lines("k" * LONG + ": 1"),
    "many keys": numbered("k{}: 1\n"),
    "the same key": lines("a: 1"),
    "a long list": lines("- a"),
    "a long flow list": lines("b, " * 400, before="a: [", after="]"),
    "pairs in a list": lines("b: c, " * 200, before="a: [", after="]"),
    "explicit keys": lines("? a"),
    "feeds without anything": numbered("  f{}: {{}}\n", before="feeds:\n"),
    "unknown keys": numbered("key{}: 1\n", before=GOOD),
    "unknown topics": lines("[ist]", before="feeds:\n  a: {topics: [", after="]}"),
    "astral letters": lines("😀" * (LONG // 2)),
    "Cyrillic": lines("я" * (LONG // 2)),
    "NULs": lines("\x00" * LONG),
    "surrogates": lines("\ud800" * (LONG // 3)),
    "next lines": lines("\x85" * (LONG // 2)),
    "separators": lines("\u2028" * (LONG // 3)),
}


@pytest.mark.fault("H5")
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_text_made_to_burn_time_is_refused_within_seconds(make: Make) -> None:
    assert seconds_to_refuse(make(MAX_BYTES // 8), SECONDS / 2) < SECONDS / 2


@pytest.mark.fault("H5")
def test_the_largest_of_the_slowest_texts_are_refused_within_seconds(
    record_property: Callable[[str, object], None],
) -> None:
    slowest = ("a text of many lines", "plain words")
    worst = max(seconds_to_refuse(HOSTILE[name](FULL), SECONDS) for name in slowest)
    record_property("figure", f"{worst:.1f} s for the slowest of {len(HOSTILE)} texts")
    record_property("limit", f"{SECONDS:.0f} s")
    assert worst < SECONDS


@pytest.mark.soak
@pytest.mark.fault("H5")
@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_largest_text_made_to_burn_time_is_refused_within_seconds(make: Make) -> None:
    assert seconds_to_refuse(make(FULL), SECONDS) < SECONDS


def seconds_to_refuse(text: str, within: float) -> float:
    def refuse() -> None:
        assert refusals(text)

    return cpu_seconds(refuse, within=within)


MEASURE = """
import re
from pathlib import Path
from tests.cpu_time import cpu_seconds
from tests.unit.catalog.catalogs import GOOD, refusals

def peak():
    return int(re.search(r"VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())[1])

assert not refusals(GOOD)
before = peak()
assert len(refusals(GOOD + "".join(f"key{n}: 1\\n" for n in range(9_000)))) == 9_000
print((peak() - before) / 1000)
"""
"""Not getrusage, whose peak is inherited from the parent process."""


@pytest.mark.fault("H5")
def test_a_text_made_to_burn_memory_is_refused_in_little(
    record_property: Callable[[str, object], None],
) -> None:
    """Measured in its own process, since this one may have used more before."""
    if not Path("/proc/self/status").exists():
        pytest.skip("no /proc here to read a peak from")
    root = Path(__file__).parents[3]
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE], capture_output=True, text=True, cwd=root, check=True
    )
    record_property("figure", f"{float(ran.stdout):.0f} MB")
    record_property("limit", f"{MEGABYTES:.0f} MB")
    assert float(ran.stdout) < MEGABYTES


def test_the_largest_catalog_an_editor_may_write_is_read() -> None:
    feed = "  f{}: {{url: https://f{}.example/, title: t, language: en, role: press, every: 5m}}\n"
    feeds = "".join(feed.format(number, number) for number in range(1_000))
    text = f"topics: {{iss: {{title: ISS}}}}\nfeeds:\n{feeds}"
    assert refusals(text) == ()
