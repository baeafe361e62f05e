import json
import sys
from dataclasses import replace

import pytest

from abm.parameters import declared_parameters
from abm.provenance import MODEL_FILES, code_version, digest_of, model_digest, provenance
from abm.scenario import Dose, Scenario


def test_record_is_json_and_says_what_was_run() -> None:
    scenario = Scenario(levers={"tighter_thresholds": Dose(0.5)}, seed=7)
    record = json.loads(json.dumps(provenance(scenario, seconds=1.5)))
    assert record["seed"] == 7
    assert record["scenario"]["levers"]["tighter_thresholds"]["dose"] == 0.5
    assert record["scenario_digest"] == scenario.digest()
    assert record["libraries"]["mesa"].startswith("3.")
    assert record["seconds"] == 1.5


def test_catalogue_digest_follows_every_part_of_a_declaration() -> None:
    catalogue = declared_parameters()
    name, note = next(iter(catalogue.items()))
    others = (replace(note, default=note.high), replace(note, source="else"), replace(note, meaning="else"))
    for other in others:
        assert digest_of({**catalogue, name: other}) != digest_of(catalogue)
    assert digest_of(dict(catalogue)) == digest_of(catalogue)


def test_code_version_is_never_empty() -> None:
    assert code_version()


def test_model_digest_follows_rules_and_facts_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model_digest()
    assert provenance(Scenario(), seconds=0.0)["model_digest"] == whole
    for without in (".py", ".toml", ".csv"):
        rest = tuple(suffix for suffix in MODEL_FILES if suffix != without)
        # abm also names a function so: the module is found by its own name.
        monkeypatch.setattr(sys.modules["abm.provenance"], "MODEL_FILES", rest)
        assert model_digest.__wrapped__() != whole
