"""Is an entry about a topic, and why: anchors that need context, and what refuses them.

Rule 1: an ambiguous word alone never matches: it needs a word of its context near it.
Rule 2: a headline says what an entry is about, and so does the beginning of a summary; a mention
        at the end of a long text is not enough.
Rule 3: under a headline about something else (a moon rocket, another station) the summary must
        mention the topic more than once.
Rule 4: where no anchor decides, clues may: words that prove nothing alone and add up (clues.py).
Rule 5: every verdict says which words made it.

Three examples. "Progress made at talks": `Progress` without `cargo ship` or the like near it does
not count. With "A cargo ship docked." below it does, and weighs 4 in the headline; 3 are enough.
"Artemis rolls out" over a summary that names the station once: 3, but under a headline about
something else 4 are needed; another mention 60 characters on makes it 4. The station named three
times far down in a long text: 1 + 1, a passing mention.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.lang.lexicon import ProperNames, SearchText
from bot.core.matching.acronyms import mask_borrowed_acronyms
from bot.core.matching.compiled_rules import Anchor, CompiledTopic, Compiler, TopicRules
from bot.core.matching.findings import APART, PARAGRAPH, SENTENCE, Finding, Findings, Place
from bot.core.reasons.news import Matched
from bot.core.types import Entry, Feed, Reason, Term, Verdict

TITLE_LIMIT = 1_000
TEXT_LIMIT = 10_000
"""Characters read of a title, and of summary and text together: what an entry is about comes
earlier, and a hostile text costs no more than a long one.
"""
ENOUGH = 3
"""Weight of mentions from which an entry is about a topic."""
ENOUGH_ELSEWHERE = 4
"""The same where the headline is about something else: a second mention is needed."""
WEIGHT = {Place.TITLE: 4, Place.SUMMARY: 3, Place.TEXT: 1}
MOST_REASONS = 3
SHOWN_NEEDS = 4
"""Context words that a reason names."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """An anchor found in an entry, and whether it counts."""

    finding: Finding
    reason: Reason
    counts: bool
    """False if it was refused, or has none of the context it needs."""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class _Judgement:
    """Whether an entry is about one topic, and why."""

    matched: bool
    why: tuple[Reason, ...]
    weak: bool = False
    refused: bool = False
    """Whether a word means something else here."""


_NOTHING = Verdict((), ())


class Matcher:
    """Matches entries against all topics; the same entry always gets the same verdict."""

    def __init__(self, rules: Sequence[TopicRules]) -> None:
        compiler = Compiler()
        self._topics = tuple(compiler.topic(topic) for topic in rules)
        self._groups = tuple(compiler.names)
        self._lexicon = compiler.lexicon
        forgiven = (name for topic in rules for name in topic.forgiven)
        self._names = ProperNames(forgiven, known=self._lexicon.words())
        self._lexicon.seal()
        self._deciding = frozenset().union(
            *({*topic.anchors, topic.refuse} for topic in self._topics)
        )
        self._clues = tuple(topic.clues for topic in self._topics if topic.clues)
        self._adding = frozenset(compiler.clues.values())

    def verdict_of(self, entry: Entry, feed: Feed) -> Verdict:
        return self.verdict(
            title=entry.title,
            summary=entry.summary,
            text=entry.text,
            language=entry.language,
            url=entry.url,
            feed_topics=feed.topics,
        )

    def verdict(
        self,
        *,
        title: str,
        summary: str = "",
        text: str = "",
        language: str = "",
        url: str | None = None,
        feed_topics: tuple[str, ...] = (),
    ) -> Verdict:
        """Return which topics the entry is about, and why.

        `feed_topics` are the topics its whole feed is about: they need no word of evidence, but
        can be refused.
        """
        body = summary[:TEXT_LIMIT]
        if text and len(body) < TEXT_LIMIT:
            body = f"{body}\n{text[: TEXT_LIMIT - len(body)]}"
        title, body = mask_borrowed_acronyms(title[:TITLE_LIMIT], body)
        findings = Findings(
            self._lexicon,
            title=SearchText.prepare(title, self._names),
            body=SearchText.prepare(body, self._names),
            wanted=self._wanted,
        )
        if not findings.labels and not feed_topics:
            return _NOTHING
        judged = {
            topic.id: self._judge(topic, findings, by_feed=topic.id in feed_topics)
            for topic in self._topics
        }
        if not any(each.matched or each.refused for each in judged.values()):
            judged |= self._by_clues(findings)
        return _verdict(judged)

    def _by_clues(self, findings: Findings) -> Mapping[str, _Judgement]:
        """Return the topics that clues add up to."""
        together = {
            topic.id: topic.clues.add_up(findings)
            for topic in self._topics
            if topic.clues and not _elsewhere(topic, findings)
        }
        return {
            topic: _Judgement(True, (Matched.TOGETHER(words=", ".join(words)),), weak=True)
            for topic, words in together.items()
            if words
        }

    def _wanted(self, title: frozenset[int], body: frozenset[int]) -> frozenset[int]:
        """Return the labels that may decide: none, all, or all but the clues."""
        labels = title | body
        adding = labels & self._adding
        if any(clues.within_reach(adding, title=title) for clues in self._clues):
            return labels
        return frozenset() if self._deciding.isdisjoint(labels) else labels - self._adding

    def _judge(self, topic: CompiledTopic, findings: Findings, *, by_feed: bool) -> _Judgement:
        for finding in findings.labelled(topic.refuse):
            if finding.place is not Place.TEXT:
                refused = Matched.REFUSED(words=finding.words, place=_PLACES[finding.place])
                return _Judgement(False, (refused,), refused=True)
        mentions = sorted(self._mentions(topic, findings), key=_reading_order)
        counted = [mention for mention in mentions if mention.counts]
        elsewhere = _elsewhere(topic, findings)
        weight = _weight(counted)
        if weight >= (ENOUGH_ELSEWHERE if elsewhere else ENOUGH):
            return _Judgement(True, _strongest(counted), weak=weight == ENOUGH and not by_feed)
        if by_feed:
            return _Judgement(True, (Matched.BY_FEED(),))
        if counted and elsewhere and weight >= ENOUGH:
            other = Matched.ELSEWHERE(words=elsewhere[0].words)
            return _Judgement(False, (other, *_strongest(counted)))
        if counted:
            return _Judgement(False, (Matched.PASSING(), *_strongest(counted)))
        overruled = any(mention.refused for mention in mentions)
        return _Judgement(False, _strongest(mentions), refused=overruled)

    def _mentions(self, topic: CompiledTopic, findings: Findings) -> Iterator[_Mention]:
        for label in topic.anchors.keys() & findings.labels:
            anchor = topic.anchors[label]
            for finding in findings.labelled(label):
                if not anchor.term.cased or _same_case(anchor.term.text, finding.words):
                    yield self._mention(anchor, finding, findings)

    def _mention(self, anchor: Anchor, finding: Finding, findings: Findings) -> _Mention:
        words, place = finding.words, _PLACES[finding.place]
        for label, other in findings.near(finding, anchor.refuses, within=PARAGRAPH):
            overruled = _overruled(words, other.words, self._groups[label])
            return _Mention(finding, overruled, counts=False, refused=True)
        if not anchor.needs:
            return _Mention(finding, Matched.STRONG(words=words, place=place), True)
        for _, other in findings.near(finding, anchor.needs, within=SENTENCE):
            if not finding.overlaps(other):
                reason = Matched.BESIDE(words=words, other=other.words, place=place)
                return _Mention(finding, reason, True)
        lonely = Matched.LONELY(words=words, context=_needed(anchor.term))
        return _Mention(finding, lonely, False)


def _verdict(judged: Mapping[str, _Judgement]) -> Verdict:
    return Verdict(
        tuple(topic for topic, each in judged.items() if each.matched),
        tuple(
            Matched.ABOUT(topic=topic, why=why)
            for topic, each in judged.items()
            for why in each.why
        ),
        tuple(topic for topic, each in judged.items() if each.weak),
    )


_PLACES = {
    Place.TITLE: Matched.TITLE(),
    Place.SUMMARY: Matched.SUMMARY(),
    Place.TEXT: Matched.TEXT(),
}


def _elsewhere(topic: CompiledTopic, findings: Findings) -> list[Finding]:
    """Return what else the headline is about."""
    return [one for one in findings.labelled(topic.elsewhere) if one.place is Place.TITLE]


def _overruled(words: str, other: str, group: str) -> Reason:
    if group:
        return Matched.OVERRULED_BY(words=words, other=other, group=group)
    return Matched.OVERRULED(words=words, other=other)


def _needed(term: Term) -> str:
    some = ", ".join(term.needs[:SHOWN_NEEDS])
    return f"{some}{' ...' * (len(term.needs) > SHOWN_NEEDS)}"


def _weight(counted: list[_Mention]) -> int:
    """Return the weight of the best place, plus one for each further mention apart from others.

    At most two are added; to mentions far down in the text at most one, so that they never reach
    `ENOUGH`: 1 + 1.
    """
    if not counted:
        return 0
    starts = sorted(_position(mention.finding) for mention in counted)
    apart = sum(later - earlier > APART for earlier, later in pairwise(starts))
    best = max(WEIGHT[mention.finding.place] for mention in counted)
    return best + min(apart, 1 if best == WEIGHT[Place.TEXT] else 2)


def _reading_order(mention: _Mention) -> tuple[int, int]:
    """Sort as read; of two at one place the longer first."""
    return _position(mention.finding), -mention.finding.end


def _position(finding: Finding) -> int:
    """Return where a finding is, with the title far before the body."""
    return finding.start - (TEXT_LIMIT if finding.place is Place.TITLE else 0)


def _strongest(mentions: list[_Mention]) -> tuple[Reason, ...]:
    ranked = sorted(mentions, key=lambda mention: -WEIGHT[mention.finding.place])
    return tuple(dict.fromkeys(mention.reason for mention in ranked))[:MOST_REASONS]


def _same_case(written: str, words: str) -> bool:
    """Whether words have capitals where the rule has: `ISS` is not `iss`, `Союз` not `союз`."""
    capitals = [letter.isupper() for letter in written if letter.isalnum()]
    found = [letter.isupper() for letter in words if letter.isalnum()]
    if all(capitals):
        return all(found[: len(capitals)])
    return not capitals[0] or found[0]
