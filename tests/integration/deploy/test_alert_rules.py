"""The files in deploy/ by the programs that read them: alerts.yaml by Prometheus' promtool,
compose.yaml by the Compose specification.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.integration.deploy.test_examples import DEPLOY, read

HEALTHY = {
    'up{job="isswire"}': "1x240",
    "isswire_queue_age_seconds": "3x240",
    "isswire_telegram_silent_seconds": "0x240",
    'isswire_deliveries{state="uncertain"}': "2x240",
    'isswire_deliveries{state="dead"}': "1x240",
    'isswire_feed_age_seconds{feed="nasa"}': "60x240",
    "isswire_entries_total": "5+1x240",
    'isswire_lateness_seconds_bucket{le="5"}': "0+9x240",
    'isswire_lateness_seconds_bucket{le="300"}': "0+9x240",
    'isswire_lateness_seconds_bucket{le="+Inf"}': "0+9x240",
    "isswire_render_fallback_total": "0x240",
    'isswire_errors_total{where="bot.app"}': "1x240",
    "isswire_disk_free_bytes": "5000000000x240",
    'isswire_polls_total{outcome="changed"}': "0+9x240",
    'isswire_polls_total{outcome="failed"}': "0+1x240",
    'isswire_sends_total{answer="sent"}': "0+9x240",
    'isswire_sends_total{answer="never"}': "3x240",
    "isswire_loop_lag_seconds": "0.01x240",
}
"""What is scraped once a minute for four hours: a value x times more, or one that rises."""

TROUBLE = {
    "IsswireDown": {'up{job="isswire"}': "0x240"},
    "IsswireAlertsWait": {"isswire_queue_age_seconds": "900x240"},
    "IsswireTelegramSilent": {"isswire_telegram_silent_seconds": "700x240"},
    "IsswireDeliveriesUncertain": {'isswire_deliveries{state="uncertain"}': "0x238 1x1"},
    "IsswireNoFeedRead": {'isswire_feed_age_seconds{feed="nasa"}': "4000x240"},
    "IsswireFeedDead": {'isswire_feed_age_seconds{feed="esa"}': "90000x240"},
    "IsswireNothingNew": {"isswire_entries_total": "5x240"},
    "IsswireLate": {'isswire_lateness_seconds_bucket{le="5"}': "0x240"},
    "IsswireMarkupRefused": {"isswire_render_fallback_total": "0x238 1x1"},
    "IsswireErrors": {'isswire_errors_total{where="bot.sender"}': "_x239 1"},
    "IsswireDiskFull": {"isswire_disk_free_bytes": "9000000x240"},
    "IsswirePollsFail": {'isswire_polls_total{outcome="failed"}': "0+90x240"},
    "IsswireTelegramRefuses": {'isswire_sends_total{answer="refused"}': "_x239 1"},
    "IsswireLoopLags": {"isswire_loop_lag_seconds": "0.9x240"},
}
"""What is scraped instead, and the one alert of it. A counter with labels is not there before it
has counted something.
"""


@pytest.fixture
def promtool() -> str:
    """A test without it says what is missing."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("no promtool here: apt install prometheus")
    return program


def checked(promtool: str, *arguments: str) -> None:
    done = subprocess.run([promtool, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_reads_the_rules(promtool: str) -> None:
    checked(promtool, "check", "rules", str(DEPLOY / "alerts.yaml"))


def test_each_alert_has_its_trouble() -> None:
    assert set(TROUBLE) == {
        each["alert"] for g in read("alerts.yaml")["groups"] for each in g["rules"]
    }


def test_each_trouble_raises_its_alert_and_peace_none(promtool: str, tmp_path: Path) -> None:
    cases = {"": HEALTHY} | {alert: HEALTHY | worse for alert, worse in TROUBLE.items()}
    tests = {
        "rule_files": [str(DEPLOY / "alerts.yaml")],
        "evaluation_interval": "1m",
        "tests": [_case(alert, scraped) for alert, scraped in cases.items()],
    }
    file = tmp_path / "alerts_test.yaml"
    file.write_text(json.dumps(tests), encoding="utf-8")  # which is YAML too
    checked(promtool, "test", "rules", str(file))


def _case(alert: str, scraped: dict[str, str]) -> dict[str, object]:
    raised = {
        "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
        "eval_time": "240m",
        "exp_samples": [{"labels": f'{{alertname="{alert}"}}', "value": 1}] if alert else [],
    }
    return {
        "name": alert,
        "interval": "1m",
        "input_series": [{"series": name, "values": each} for name, each in scraped.items()],
        "promql_expr_test": [raised],
    }


def test_compose_reads_the_compose_file() -> None:
    spec = pytest.importorskip("compose_spec", reason="pip install compose-spec")
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert spec.PyCompose.from_yaml(text).service_names()
    with pytest.raises(ValueError, match="restrat"):
        spec.PyCompose.from_yaml(text.replace("restart:", "restrat:"))
