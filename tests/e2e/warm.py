"""What lives are forked from has loaded everything that each of them would load."""

from bot.app.intake import ruleset_of
from bot.catalog import load_catalog
from bot.locale.loading import load_texts
from tests.e2e.process import ROOT

ruleset_of(load_catalog(ROOT / "feeds.yaml")).compiled()
load_texts()
