"""The status of a story and the rule that set it; docs/ledger.md."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.ledger.status_rules import SENTENCES
from bot.core.ledger.story_status import standing
from bot.core.types import (
    Answer,
    Fact,
    Localised,
    Modality,
    Party,
    Report,
    Role,
    Status,
    StoryEvent,
)
from tests.build import AWAITED, NOON, a_report, a_story

PARTIES = tuple(
    Party(name, Localised({"en": name.upper()}), awaited=AWAITED.get(name, ()))
    for name in ("nasa", "roscosmos", "esa")
)
LATER = NOON + timedelta(days=30)


def claim(hours: float = 0, **changes: Any) -> Report:
    report = a_report(
        entry=f"claim{hours}", at=NOON + timedelta(hours=hours), named=("roscosmos",)
    )
    return replace(report, **changes)


def word(party: str, hours: float = 1, **changes: Any) -> Report:
    report = claim(hours, entry=f"{party}{hours}", outlet=party, party=party)
    return replace(report, origin=f"party:{party}", role=Role.OFFICIAL, **changes)


END_2024 = (Fact("end date", "after 2024", "после 2024 года"),)
END_2028 = (Fact("end date", "until 2028", "until at least 2028"),)
AGAINST: dict[str, Any] = {"modality": Modality.DENIES}
TASS: dict[str, Any] = {
    "origin": "agency:tass",
    "origin_words": "TASS reports",
    "quoted": ("roscosmos",),
}
REUTERS: dict[str, Any] = {
    "origin": "agency:reuters",
    "firsthand": True,
    "origin_words": "told Reuters",
}


@pytest.mark.parametrize(
    ("reports", "status", "party", "rule"),
    [
        ([claim()], Status.REPORTED, None, "one origin"),
        ([claim(n, **TASS) for n in range(9)], Status.REPORTED, None, "one origin"),
        ([claim(**TASS), claim(1, **REUTERS)], Status.SEVERAL, None, "several origins"),
        ([claim(), word("roscosmos")], Status.OFFICIAL, "roscosmos", "party says"),
        ([claim(), word("nasa", **AGAINST)], Status.DISPUTED, None, "another party denies"),
        ([claim(), word("roscosmos", **AGAINST)], Status.DENIED, "roscosmos", "party denies"),
        ([claim(named=()), word("nasa", **AGAINST)], Status.DENIED, "nasa", "party denies"),
        (
            [word("roscosmos"), word("nasa", 2, **AGAINST)],
            Status.DISPUTED,
            None,
            "parties contradict",
        ),
        (
            [word("nasa", 1, **AGAINST), word("nasa", 2)],
            Status.OFFICIAL,
            "nasa",
            "party says",
        ),
        (
            [claim(), claim(1, quoted=("roscosmos",), **AGAINST)],
            Status.DISPUTED,
            None,
            "quoted denial",
        ),
        (
            [claim(), claim(1, origin="agency:afp", **AGAINST)],
            Status.DISPUTED,
            None,
            "origins deny",
        ),
        (
            [claim(facts=END_2024, **TASS), claim(1, facts=END_2028, **REUTERS)],
            Status.DISPUTED,
            None,
            "facts differ",
        ),
        (
            [claim(facts=END_2024, **TASS), word("nasa", 2, facts=END_2028)],
            Status.OFFICIAL,
            "nasa",
            "party updates",
        ),
        (
            [word("roscosmos", facts=END_2024), word("nasa", 2, facts=END_2028)],
            Status.DISPUTED,
            None,
            "parties differ",
        ),
    ],
)  # fmt: skip
def test_the_first_rule_that_holds_sets_the_status(
    reports: list[Report], status: Status, party: str | None, rule: str
) -> None:
    now = standing(a_story(*reports), now=LATER)
    assert (now.status, now.party, now.rule) == (status, party, rule)
    assert "{" not in now.why


@pytest.mark.parametrize("modality", [Modality.UNCONFIRMED, Modality.NO_COMMENT])
def test_a_party_that_confirms_nothing_makes_nothing_official(modality: Modality) -> None:
    now = standing(a_story(claim(), word("nasa", modality=modality)), now=LATER)
    assert now.status is Status.REPORTED
    assert [(w.party, w.own, w.modality) for w in now.heard] == [("nasa", True, modality)]


def test_a_quoted_party_is_heard_and_makes_nothing_official() -> None:
    decided = claim(**TASS, modality=Modality.DECIDED)
    now = standing(a_story(decided), parties=PARTIES, now=LATER)
    assert now.status is Status.REPORTED
    assert now.silent == now.awaited == ("nasa",)
    assert [(w.party, w.own) for w in now.heard] == [("roscosmos", False)]


def test_a_party_is_not_called_silent_while_its_feed_fails() -> None:
    failing = frozenset({"nasa"})
    decided = claim(modality=Modality.DECIDED)
    now = standing(a_story(decided), parties=PARTIES, failing=failing, now=LATER)
    assert (now.silent, now.cannot_check) == (("roscosmos",), ("nasa",))


@pytest.mark.parametrize(
    ("hours", "status"),
    [(0.5, Status.REPORTED), (2.5, Status.DISPUTED), (5, Status.OFFICIAL), (500, Status.CLOSED)],
)
def test_the_status_on_a_date_knows_only_what_was_told_by_then(
    hours: float, status: Status
) -> None:
    closing = NOON + timedelta(hours=400)
    story = a_story(
        claim(),
        claim(2, quoted=("roscosmos",), **AGAINST),
        word("roscosmos", 4),
        events=(StoryEvent(closing, "closed"),),
        closed=closing,
    )
    assert standing(story, now=NOON + timedelta(hours=hours)).status is status


def test_before_its_first_report_a_story_has_no_status_of_its_own() -> None:
    assert standing(a_story(claim()), now=NOON - timedelta(days=1)).rule == "no reports"


def test_a_closed_story_keeps_its_last_status() -> None:
    closing = NOON + timedelta(days=6)
    events = (StoryEvent(closing, "closed"),)
    story = a_story(word("nasa"), closed=closing, events=events)
    now = standing(story, now=LATER)
    assert (now.status, now.status_when_open) == (Status.CLOSED, Status.OFFICIAL)
    assert now.why == "Nothing new for 5 days."


def test_only_the_current_episode_counts() -> None:
    story = a_story(word("nasa"), claim(48, episode=2), episode=2)
    assert standing(story, now=LATER).status is Status.REPORTED
    assert standing(story, now=NOON + timedelta(hours=2)).status is Status.OFFICIAL


def test_a_denial_does_not_give_the_date_that_it_denies() -> None:
    denial = claim(1, facts=END_2024 + END_2028, modality=Modality.DENIES, **REUTERS)
    told = standing(a_story(claim(facts=END_2024, **TASS), denial), now=LATER).facts
    assert [(fact.value, fact.origin) for fact in told] == [
        ("after 2024", "agency:tass"),
        ("until 2028", "agency:reuters"),
    ]


def test_who_was_quoted_with_the_claim_is_not_said_to_doubt_it() -> None:
    doubt = claim(1, modality=Modality.UNCONFIRMED, **TASS)
    denial = claim(2, modality=Modality.DENIES, **TASS)
    heard = standing(a_story(claim(**TASS), doubt), now=LATER).heard
    assert [word.modality for word in heard] == [Modality.STATES]
    heard = standing(a_story(claim(**TASS), doubt, denial), now=LATER).heard
    assert [word.modality for word in heard] == [Modality.DENIES]


def test_facts_stand_side_by_side_with_whose_they_are() -> None:
    story = a_story(
        claim(facts=END_2024, **TASS),
        claim(1, facts=END_2024, **TASS),
        claim(2, facts=END_2028, **REUTERS),
    )
    told = [(fact.value, fact.origin) for fact in standing(story, now=LATER).facts]
    assert told == [("after 2024", "agency:tass"), ("until 2028", "agency:reuters")]


def test_every_rule_can_be_said_with_what_it_knows() -> None:
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_nobody_is_silent_who_is_quoted_or_has_spoken_in_the_episode() -> None:
    claimed = claim(named=("esa", "nasa"), modality=Modality.MAY, quoted=("nasa",))
    spoken = word("esa", 2, development=2)
    alone, spoke = a_story(claimed), a_story(claimed, spoken)
    silent = [
        standing(each, development=1, parties=PARTIES, now=LATER).silent for each in (alone, spoke)
    ]
    assert silent == [("roscosmos", "esa"), ("roscosmos",)]


def test_a_party_s_word_on_something_else_makes_nothing_official() -> None:
    story = a_story(claim(), word("roscosmos", 2, development=2))
    assert standing(story, development=1, now=LATER).status is Status.REPORTED
    assert standing(story, development=2, now=LATER).status is Status.OFFICIAL


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (word("roscosmos", 2, **AGAINST, how=Answer.DENIES), Status.DENIED),
        (word("nasa", 2, **AGAINST, how=Answer.DENIES), Status.DISPUTED),
        (claim(2, **TASS, **AGAINST, how=Answer.DENIES), Status.DISPUTED),
        (claim(2, modality=Modality.UNCONFIRMED, how=Answer.DOUBTS), Status.REPORTED),
        (word("roscosmos", 2, how=Answer.CONFIRMS), Status.OFFICIAL),
        (word("roscosmos", 2, how=Answer.RESOLVES), Status.REPORTED),
    ],
)
def test_an_answer_changes_the_status_of_what_it_answers(answer: Report, status: Status) -> None:
    story = a_story(claim(), replace(answer, development=2, answers=1))
    assert standing(story, development=1, now=LATER).status is status


def test_what_a_party_denies_on_its_own_channel_is_denied_officially() -> None:
    story = a_story(claim(), word("roscosmos", 2, **AGAINST, development=2, answers=1))
    assert standing(story, development=2, now=LATER).status is Status.OFFICIAL


def test_what_a_party_knows_nothing_of_is_its_official_word_and_no_more() -> None:
    doubt = word("esa", modality=Modality.UNCONFIRMED, development=2)
    stands = standing(a_story(claim(), doubt), development=2, now=LATER)
    assert (stands.status_when_open, stands.party) == (Status.OFFICIAL, "esa")


def test_a_doubt_stays_official_though_the_press_tells_it_beside_the_claim() -> None:
    doubt = word("esa", modality=Modality.UNCONFIRMED, development=2, answers=1, how=Answer.DOUBTS)
    press = claim(0.5, entry="press", development=2)
    stands = standing(a_story(claim(), doubt, press), development=2, now=LATER)
    assert (stands.status_when_open, stands.party) == (Status.OFFICIAL, "esa")


def test_closing_is_of_the_story_and_no_development_s() -> None:
    story = a_story(claim(), closed=NOON + timedelta(days=9))
    assert standing(story, now=LATER).status is Status.CLOSED
    assert standing(story, development=1, now=LATER).status is Status.REPORTED
