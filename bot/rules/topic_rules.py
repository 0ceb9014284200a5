"""Loads topics.toml and clues.toml, and joins them with the editors' own rules.

Rule 1: an editor's words are added to the shipped ones, and an editor's term replaces the shipped
        term with the same words; `shipped: false` starts from nothing.
Rule 2: a group of context words with the name of a shipped one adds to it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.core.lang.normalize import tokens
from bot.core.matching.clues import ClueRules, Weight
from bot.core.matching.compiled_rules import TopicRules
from bot.core.matching.matcher import Matcher
from bot.core.types import Term, Topic
from bot.rules.toml_files import read_rules

Context = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ShippedRules:
    """The rules of topics.toml by topic, and the groups of words they share."""

    context: Context
    topics: Mapping[str, TopicRules]


@cache
def topic_rules() -> ShippedRules:
    """Load the shipped rules, once."""
    table, clues = read_rules("topics.toml"), _clues()
    context = {name: tuple(words) for name, words in table.pop("context").items()}
    topics = {name: _topic(name, rules, context, clues.get(name)) for name, rules in table.items()}
    return ShippedRules(context, topics)


def load_matcher(topics: Sequence[Topic]) -> Matcher:
    """Compile a matcher for these topics, by the shipped rules and the editors' own."""
    return Matcher([_merged(topic, topic_rules()) for topic in topics])


def _clues() -> Mapping[str, ClueRules]:
    table = read_rules("clues.toml")
    groups = {group: tuple(words) for group, words in table["groups"].items()}
    return {
        topic: ClueRules(
            groups,
            weights={group: Weight(*pair) for group, pair in rules["weights"].items()},
            enough=rules["enough"],
            needs=tuple(map(tuple, rules["needs"])),
            cased=frozenset(table["names"]),
        )
        for topic, rules in table["topics"].items()
    }


def _topic(
    id: str, rules: Mapping[str, Any], context: Context, clues: ClueRules | None
) -> TopicRules:
    strong = tuple(Term(text, strong=True) for text in rules.get("strong", ()))
    terms = tuple(term for rule in rules.get("terms", ()) for term in _terms(rule))
    return TopicRules(
        id,
        terms=strong + terms,
        context=context,
        refuse=tuple(rules.get("refuse", ())),
        elsewhere=tuple(rules.get("elsewhere", ())),
        forgiven=tuple(rules.get("forgiven", ())),
        clues=clues,
    )


def _terms(rule: Mapping[str, Any]) -> tuple[Term, ...]:
    needs = tuple(rule.get("needs", ()))
    return tuple(
        Term(
            text,
            strong=not needs,
            needs=needs,
            refuses=tuple(rule.get("refuses", ())),
            cased=rule.get("cased", False),
        )
        for text in rule["text"]
    )


def _merged(topic: Topic, rules: ShippedRules) -> TopicRules:
    """Add an editor's rules for a topic to the shipped ones."""
    shipped = rules.topics.get(topic.id) if topic.shipped else None
    known = shipped or TopicRules(topic.id, (), rules.context)
    own = {name: tuple(words) for name, words in topic.context.items()}
    context = {name: (*rules.context.get(name, ()), *words) for name, words in own.items()}
    return TopicRules(
        topic.id,
        terms=(*_not_replaced(known.terms, topic.terms), *topic.terms),
        context={**rules.context, **context},
        refuse=known.refuse + topic.refuse,
        elsewhere=known.elsewhere,
        forgiven=known.forgiven,
        clues=known.clues,
    )


def _not_replaced(shipped: tuple[Term, ...], own: tuple[Term, ...]) -> Iterator[Term]:
    replaced = {tokens(term.text) for term in own}
    return (term for term in shipped if tokens(term.text) not in replaced)
