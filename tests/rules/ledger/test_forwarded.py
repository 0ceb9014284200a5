"""A forwarded post is its first author's word, also in a channel that speaks for a party."""

from bot.core.ledger.ledger import report_of
from bot.core.types import Localised, Party, Placement, Relation, Report, Role
from bot.core.types.feed import forwarded_from
from bot.rules import load_cues
from tests.build import a_feed, an_entry

CHANNEL = a_feed("roscosmos", role=Role.OFFICIAL, speaks_for="roscosmos", language="ru")
PARTIES = (Party("roscosmos", Localised({"en": "Roscosmos"}), "RU"),)


def report(summary: str) -> Report:
    entry = an_entry("The ship has docked with the station", summary=summary, feed="roscosmos")
    placement = Placement("5" * 16, Relation.NEW)
    return report_of(entry, CHANNEL, placement, cues=load_cues(), parties=PARTIES, after=None)


def test_a_partys_own_post_is_its_word() -> None:
    told = report("All is well on board.")
    assert (told.party, told.origin) == ("roscosmos", "party:roscosmos")


def test_what_a_party_forwards_is_not() -> None:
    for language in ("en", "ru"):
        told = report(f"{forwarded_from('TASS', language)}. All is well on board.")
        assert (told.party, told.origin) == (None, "agency:tass"), language
