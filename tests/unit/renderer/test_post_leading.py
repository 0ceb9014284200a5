"""Which report's words stand for a story, and what stands beside them."""

from dataclasses import replace
from datetime import timedelta

from bot.core.ledger.story_status import standing
from bot.core.renderer.post import post
from bot.core.renderer.reader_context import View
from bot.core.types import Fact, Modality, Report, Role, Story, Urgency
from tests.build import NOON, PARTIES, a_report, a_story, a_view

NASA = a_report(
    "Spacewalk called off", entry="1", party="nasa", origin="party:nasa", role=Role.OFFICIAL
)


def later(hours: float, base: Report = NASA, **changes: object) -> Report:
    return replace(
        base,
        entry=f"{hours}",
        at=NOON + timedelta(hours=hours),
        **changes,  # type: ignore[arg-type]
    )


ROSCOSMOS = later(
    4, title="Утечка на корабле", party="roscosmos", origin="party:roscosmos", language="ru"
)


def shown(story: Story, view: View | None = None) -> str:
    seen = view or a_view()
    return post(story, standing(story, parties=PARTIES, now=seen.now), seen).plain


def test_a_second_party_s_word_in_another_language_takes_no_headline_away() -> None:
    plain = shown(a_story(NASA, ROSCOSMOS))
    assert "Spacewalk called off" in plain
    assert "Утечка" not in plain


def test_where_it_is_official_one_who_relays_the_party_leads_in_the_reader_s_language() -> None:
    wire = a_report("Capsule lands", entry="2", quoted=("roscosmos",), named=("roscosmos",))
    plain = shown(a_story(wire, ROSCOSMOS))
    assert plain.splitlines()[0] == "🟢 Capsule lands"
    assert "official: Roscosmos" in plain
    other = replace(wire, named=("nasa",), title="Capsule comes home")
    assert shown(a_story(other, ROSCOSMOS)).splitlines()[0] == "🟢 Утечка на корабле"


def test_an_alarm_leads_its_development() -> None:
    alarm = later(3, title="Thrusters fire by accident", urgency=Urgency.EXTRAORDINARY)
    assert shown(a_story(NASA, alarm)).splitlines()[0][2:] == "Thrusters fire by accident"


def test_a_personal_page_leads_no_story_that_others_tell() -> None:
    page = a_report("Wow, a leak", role=Role.PERSONAL, urgency=Urgency.EXTRAORDINARY)
    assert shown(a_story(page, later(1))).splitlines()[0][2:] == "Spacewalk called off"


def test_two_modules_and_one_outlet_s_two_dates_are_no_contradiction() -> None:
    modules = (Fact("module", "Nauka", "Nauka"), Fact("module", "Zvezda", "Zvezda"))
    dates = (Fact("end date", "until 2028", ""), Fact("end date", "until 2030", ""))
    assert "↔" not in shown(a_story(replace(NASA, facts=modules + dates)))


def test_from_and_in_one_year_are_one_date() -> None:
    first = a_report(facts=(Fact("end date", "from 2025", ""),), origin="agency:tass")
    other = later(
        1, first, facts=(Fact("end date", "in 2025", ""),), outlet="AP", origin="agency:ap"
    )
    assert "↔" not in shown(a_story(first, other))


def test_that_a_party_plans_is_in_its_headline_already() -> None:
    assert "plans" not in shown(a_story(replace(NASA, modality=Modality.PLANS)))
    assert "official: NASA" in shown(a_story(replace(NASA, modality=Modality.DECIDED)))


def test_earlier_is_the_last_development_before_in_the_reader_s_language() -> None:
    russian = replace(ROSCOSMOS, development=2)
    english = later(5, title="A leak on the ship", development=2)
    daily = later(6, title="Crew eats pizza", development=3, urgency=Urgency.ROUTINE)
    landed = later(900, title="Capsule lands", episode=2, development=4)
    much_later = a_view(now=NOON + timedelta(days=60))
    plain = shown(a_story(NASA, russian, english, daily, landed, episode=2), much_later)
    assert "Earlier: A leak on the ship (TASS" in plain
    assert "Earlier" not in shown(a_story(NASA))
