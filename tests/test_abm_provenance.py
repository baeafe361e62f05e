import json

import pandas as pd

from abm.provenance import code_version, frame_digest, stamp
from abm.scenario import Dose, Scenario

CATALOGUE = pd.DataFrame({"name": ["family.x"], "default": [0.5]})


def test_stamp_is_json_and_says_what_was_run() -> None:
    scenario = Scenario(levers={"tighter_thresholds": Dose(0.5)}, seed=7)
    record = json.loads(json.dumps(stamp(scenario, CATALOGUE, seconds=1.5)))
    assert record["seed"] == 7
    assert record["scenario"]["levers"]["tighter_thresholds"]["dose"] == 0.5
    assert record["scenario_digest"] == scenario.digest()
    assert record["libraries"]["mesa"].startswith("3.")
    assert record["seconds"] == 1.5


def test_catalogue_digest_follows_the_catalogue() -> None:
    changed = CATALOGUE.assign(default=0.6)
    assert frame_digest(CATALOGUE) == frame_digest(CATALOGUE.copy())
    assert frame_digest(CATALOGUE) != frame_digest(changed)


def test_code_version_is_never_empty() -> None:
    assert code_version()
