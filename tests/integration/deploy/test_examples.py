"""The files in deploy/ that operators start from: they name only what is there."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import VARIABLES, load_settings
from bot.web.metrics import Metrics

DEPLOY = Path(__file__).parents[3] / "deploy"


def read(name: str) -> Any:
    return YAML(typ="safe").load((DEPLOY / name).read_text(encoding="utf-8"))


def expressions() -> list[tuple[str, str]]:
    return [(r["alert"], r["expr"]) for g in read("alerts.yaml")["groups"] for r in g["rules"]]


@pytest.mark.parametrize(("alert", "expression"), expressions())
def test_an_alert_asks_of_metrics_that_are_served(alert: str, expression: str) -> None:
    served = set(re.findall(r"^# TYPE (\w+) ", Metrics().text().decode(), re.MULTILINE))
    asked = {name.removesuffix("_bucket") for name in re.findall(r"isswire_\w+", expression)}
    assert asked <= served, alert
    assert asked or expression.startswith("up{")


def test_a_counter_is_asked_for_its_increase_and_a_gauge_is_not() -> None:
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)", Metrics().text().decode(), re.MULTILINE))
    for _, expression in expressions():
        for function, name in re.findall(r"(\w+)\((isswire_\w+)", expression):
            kind = kinds.get(name, kinds.get(name.removesuffix("_bucket")))
            assert (function in ("increase", "rate")) == (kind in ("counter", "histogram"))


def test_every_alarm_of_the_operations_page_has_its_rule() -> None:
    page = (DEPLOY.parent / "docs/operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(isswire_\w+).*\| (.+) \|$", page, re.MULTILINE)
    wanted = {name for name, alarm in rows if not alarm.startswith(("-", "rising"))}
    asked = set(re.findall(r"isswire_\w+", (DEPLOY / "alerts.yaml").read_text(encoding="utf-8")))
    assert {name for name in wanted if not any(each.startswith(name) for each in asked)} == set()


def test_the_compose_file_starts_what_this_checkout_builds() -> None:
    services = read("compose.yaml")["services"]
    bot = services["bot"]
    assert (DEPLOY / bot["build"]["context"] / bot["build"]["dockerfile"]).exists()
    assert set(bot["environment"]) <= {each.name for each in VARIABLES}
    filled = {
        name: value.replace("${POSTGRES_PASSWORD}", "secret")
        for name, value in bot["environment"].items()
    }
    assert load_settings(filled, only=set(filled)).database_url.startswith("postgresql://")
    [feeds] = bot["volumes"]
    assert (DEPLOY / feeds.split(":")[0]).exists()
    assert set(bot["depends_on"]) < set(services)
