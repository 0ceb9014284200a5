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


def test_the_reader_s_language_leads_even_where_the_official_word_is_in_another() -> None:
    wire = a_report("Capsule lands", entry="2", quoted=("roscosmos",))
    plain = shown(a_story(wire, ROSCOSMOS))
    assert plain.splitlines()[0] == "🟢 Official: Roscosmos"
    assert plain.splitlines()[2] == "Capsule lands"


def test_an_alarm_leads_its_story() -> None:
    alarm = later(3, title="Thrusters fire by accident", urgency=Urgency.EXTRAORDINARY)
    assert shown(a_story(NASA, alarm)).splitlines()[2] == "Thrusters fire by accident"


def test_the_headline_an_alarm_displaced_stands_below_it() -> None:
    russian = later(0.1, title="Модуль пристыкован", language="ru")
    alarm = later(3, title="Thrusters fire by accident", urgency=Urgency.EXTRAORDINARY)
    assert "Earlier: Spacewalk called off (TASS" in shown(a_story(russian, NASA, alarm))
    assert "Earlier" not in shown(a_story(alarm, later(4)))


def test_another_wording_of_what_alarmed_before_takes_no_headline_away() -> None:
    leak = a_report("A leak", urgency=Urgency.EXTRAORDINARY)
    calm = later(700, title="A capsule is sent", party=None, episode=2)
    again = later(701, calm, title="A capsule is sent after the leak")
    worded = replace(again, urgency=Urgency.EXTRAORDINARY)
    assert shown(a_story(leak, calm, worded, episode=2)).splitlines()[2] == "A capsule is sent"


def test_a_personal_page_leads_no_story_that_others_tell() -> None:
    page = a_report("Wow, a leak", role=Role.PERSONAL, urgency=Urgency.EXTRAORDINARY)
    assert shown(a_story(page, later(1))).splitlines()[2] == "Spacewalk called off"


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
    assert "NASA: decided" in shown(a_story(replace(NASA, modality=Modality.DECIDED)))


def test_earlier_is_the_last_news_in_the_reader_s_language_by_who_reports() -> None:
    told = (
        NASA,
        ROSCOSMOS,
        later(5, title="A recap", role=Role.PERSONAL, party=None, origin="outlet:page"),
        later(900, title="Capsule lands", episode=2),
    )
    assert "Earlier: Spacewalk called off" in shown(a_story(*told, episode=2))
