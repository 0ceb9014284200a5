"""Fits what the groups of bot/rules/clues.toml weigh, and says what they find of stories left out.

Usage: python -m benchmarks.clues [--print]
Ours are the told stories, labelled/matcher.jsonl and the made-up headlines of tests/data. Not
ours is the rest of these and, of general news (stream, uci_stories, mstream_news), what no anchor
finds.
Each batch of told stories is left out once and judged by weights fitted to the rest. `--print`
prints the weights fitted to all, as in clues.toml. Reads ISSWIRE_DATA (default ../shared/data).
"""

import argparse
import gzip
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.core.lang.lexicon import Lexicon, ProperNames, SearchText
from bot.core.matching.clues import ClueRules
from bot.core.matching.findings import LEAD
from bot.rules import load_matcher, topic_rules
from tests.shipped import ISS, ROSCOSMOS

ROOT = Path(__file__).parents[1]
DATA = Path(os.environ.get("ISSWIRE_DATA", ROOT.parent / "shared" / "data"))
TOPICS = ("iss", "roscosmos")
AGAINST = ("another_station", "away", "ground", "sea", "air", "war", "show", "trade")
"""Groups that can only count against a topic; the others only for it."""
BY_HAND: Mapping[tuple[str, str], tuple[int, int]] = {
    ("iss", "space_station"): (6, 6),
    ("iss", "ground"): (-12, -9),
    ("roscosmos", "ground"): (-8, -6),
}
"""Where too few were labelled: two words of one name count twice, and towns have stations too."""
NEVER = -40
"""In a headline these end it: another station, and what is farther away."""
DRAWN, ROUNDS, LONGEST_STEP = 1.0, 100, 1.5
UNIT = 2
"""Weights are kept as halves of the fitted ones."""

Floats = Any
"""An array of numpy."""


@dataclass(frozen=True, slots=True)
class Item:
    """A headline with its summary, and what is known of it."""

    set: str
    title: str
    summary: str
    ours: bool
    topics: frozenset[str]
    """What it is about, as far as known."""
    anchored: bool


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--print", action="store_true")
    rules = {topic: topic_rules().topics[topic].clues for topic in TOPICS}
    options, shipped = ask.parse_args(), {topic: it for topic, it in rules.items() if it}
    items = list(_items())
    found = _Found(items, shipped["iss"])
    if options.print:
        for topic, known in shipped.items():
            _print(topic, found.weights(topic, found.rows()), known)
        return
    for batch in sorted({item.set for item in items if item.set.startswith("told")}):
        left_out, rest = found.rows(only=batch), found.rows(without=batch)
        said = np.zeros(len(items), bool)
        for topic, known in shipped.items():
            said |= found.enough(known, found.weights(topic, rest))
        missed = [row for row in left_out if items[row].ours and not items[row].anchored]
        strange = [row for row in found.rows() if not items[row].ours and not items[row].anchored]
        print(f"{batch}: {sum(said[missed])} of {len(missed)}; strangers {sum(said[strange])}")


def _items() -> Iterator[Item]:
    matcher = load_matcher([ISS, ROSCOSMOS])
    for name, rows in _read():
        anchored = [
            frozenset(() if verdict.weak and _by_clues(verdict) else verdict.topics)
            for verdict in (
                matcher.verdict(title=it["title"], summary=it["summary"]) for it in rows
            )
        ]
        usual = _usual(rows, anchored)
        for row, topics in zip(rows, anchored, strict=True):
            ours = bool(row["label"])
            known = topics or (ours and (row.get("topics") or usual[row.get("story", "")]))
            about = frozenset(known or ())
            yield Item(name, row["title"], row["summary"], ours, about, anchored=bool(topics))


def _by_clues(verdict: Any) -> bool:
    return any("together" in str(reason) for reason in verdict.reasons)


def _usual(
    rows: Iterable[Mapping[str, Any]], anchored: Iterable[frozenset[str]]
) -> Mapping[str, frozenset[str]]:
    """What a third or more of a story's anchored reports are about."""
    counts: dict[str, Counter[str]] = {}
    for row, topics in zip(rows, anchored, strict=True):
        counts.setdefault(row.get("story", ""), Counter()).update(topics)
    return {
        story: frozenset(each for each, n in count.items() if 3 * n >= count.total())
        for story, count in counts.items()
    }


def _read() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the sets by name, each row with its label."""
    told = {"told 13": DATA / "told" / "reports.jsonl"}
    for path in sorted((ROOT / "benchmarks" / "told").glob("first-look-*/reports.jsonl")):
        told[f"told {path.parent.name}"] = path
    for name, path in told.items():
        yield name, [row | {"label": _is_ours(row)} for row in _lines(path) if _is_told(row)]
    labelled = [
        row for row in _lines(DATA / "labelled" / "matcher.jsonl") if not row["borderline"]
    ]
    yield "matcher", labelled
    yield "made up", list(_made_up())
    general = ("uci_stories.jsonl", "mstream_news.jsonl")
    for path in (*(DATA / "labelled" / name for name in general), _STREAM):
        yield path.name, [row | {"label": 0} for row in _lines(path)]


_STREAM = DATA / "streams" / "general-2026-03-to-06.jsonl.gz"


def _is_told(row: Mapping[str, Any]) -> bool:
    return row["relation"] in (None, "near-miss", "precursor")


def _is_ours(row: Mapping[str, Any]) -> bool:
    return bool(row["relation"] != "near-miss")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for row in map(json.loads, text.splitlines()):
        title = row["title"] or row.get("gist") or ""
        yield row | {"title": title, "summary": row.get("summary") or ""}


def _made_up() -> Iterator[dict[str, Any]]:
    folder = ROOT / "tests" / "data" / "headlines"
    for name, label in (("ours.txt", 1), ("others.txt", 0)):
        for title in (folder / name).read_text("utf-8").splitlines():
            yield {"title": title, "summary": "", "label": label}
    for line in (folder / "told.psv").read_text("utf-8").splitlines():
        topic, title, summary = line.split("|")
        topics = () if topic == "none" else (topic,)
        yield {"title": title, "summary": summary, "label": bool(topics), "topics": topics}


class _Found:
    """Which groups are in which item: in the headline, anywhere."""

    def __init__(self, items: list[Item], rules: ClueRules) -> None:
        self._items, self._groups = items, tuple(rules.groups)
        lexicon = Lexicon()
        for number, words in enumerate(rules.groups.values()):
            for word in words:
                lexicon.add(word, number)
        lexicon.seal()
        self._cased = {self._groups.index(name) for name in rules.cased}
        title = [self._in(lexicon, item.title) for item in items]
        lead = [self._in(lexicon, item.summary, LEAD) for item in items]
        self.title, self.lead = np.array(title, float), np.array(lead, float)

    def _in(self, lexicon: Lexicon, words: str, most: int = 1_000) -> list[bool]:
        text = SearchText.prepare(words[: 2 * most], ProperNames((), known=frozenset()))
        found = [False] * len(self._groups)
        for labels, start, end in lexicon.hits(text):
            capital = text.whole_words(start, end)[2][:1].isupper()
            for label in labels:
                found[label] |= start < most and (capital or label not in self._cased)
        return found

    def rows(self, only: str = "", without: str = "") -> list[int]:
        """The items of a set, or of all but one."""
        return [
            row
            for row, item in enumerate(self._items)
            if (not only or item.set == only) and item.set != without
        ]

    def weights(self, topic: str, rows: list[int]) -> Mapping[str, tuple[int, int]]:
        """Fit to these items; those known to be about the other topic alone are left out."""
        mine = [row for row in rows if self._items[row].ours == (topic in self._items[row].topics)]
        both = np.maximum(self.title, self.lead)
        features = np.c_[self.title, both, np.ones(len(both))][mine]
        ours = np.array([self._items[row].ours for row in mine], float)
        fitted = _fit(features, ours, [name in AGAINST for name in self._groups])
        half = len(self._groups)
        weights: dict[str, tuple[int, int]] = {}
        for number, name in enumerate(self._groups):
            above, below = fitted[number] + fitted[half + number], fitted[half + number]
            pair = (round(UNIT * above), round(UNIT * below))
            never = name in ("another_station", "away")
            weights[name] = BY_HAND.get((topic, name), (NEVER, pair[1]) if never else pair)
        return weights

    def enough(self, rules: ClueRules, weights: Mapping[str, tuple[int, int]]) -> Floats:
        """Which items these weights find."""
        above = np.array([weights[name][0] for name in self._groups])
        below = np.array([weights[name][1] for name in self._groups])
        anywhere = np.maximum(self.title, self.lead)
        said = self.title @ above + ((1 - self.title) * self.lead) @ below >= rules.enough
        for some in rules.needs:
            said &= anywhere[:, [self._groups.index(name) for name in some]].any(axis=1)
        return said


def _fit(features: Floats, ours: Floats, against: list[bool]) -> Floats:
    """Logistic weights, drawn to nothing, each on its own side of nothing; Newton's steps."""
    rows, counts = np.unique(np.c_[features, ours], axis=0, return_counts=True)
    features, ours = rows[:, :-1], rows[:, -1]
    drawn = np.array([DRAWN] * (features.shape[1] - 1) + [1e-6])
    lowest = np.array([-9.0 if each else 0.0 for each in against] * 2 + [-30.0])
    highest = np.array([0.0 if each else 9.0 for each in against] * 2 + [30.0])
    weights = np.array([0.0] * (features.shape[1] - 1) + [-4.0])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (counts * (likely - ours)) + drawn * weights
        bend = (features * (counts * likely * (1 - likely))[:, None]).T @ features
        stuck = ((weights <= lowest) & (slope > 0)) | ((weights >= highest) & (slope < 0))
        step, free = np.zeros_like(weights), np.flatnonzero(~stuck)
        step[free] = np.linalg.solve((bend + np.diag(drawn))[np.ix_(free, free)], slope[free])
        step *= min(1.0, LONGEST_STEP / max(abs(step).max(), 1e-9))
        weights = np.clip(weights - step, lowest, highest)
        if abs(step).max() < 1e-5:
            break
    return weights


def _print(topic: str, weights: Mapping[str, tuple[int, int]], rules: ClueRules) -> None:
    print(f"[topics.{topic}.weights]")
    for name, (above, below) in weights.items():
        if above or below or any(name in some for some in rules.needs):
            print(f"{name} = [{above}, {below}]")
    print()


if __name__ == "__main__":
    main()
