import pytest

from abm import Dose, InputError, Scenario, authorities, check


def test_every_authority_and_the_demo_pass() -> None:
    for world in [*authorities(), "demo"]:
        check(Scenario(world=world))


@pytest.mark.parametrize(
    ("scenario", "key", "hint"),
    [
        (Scenario(world="leeds"), "world", "Did you mean 'Leeds'?"),
        (Scenario(world="Atlantis"), "world", "local authority"),
        (Scenario(world="Leeds", people=5000), "people", "demo"),
        (
            Scenario(parameters={"family.asking_base_log_odd": -7.0}),
            "parameters",
            "family.asking_base_log_odds",
        ),
        (Scenario(parameters={"family.asking_base_log_odds": 50.0}), "parameters", "log odds"),
        (Scenario(levers={"tighter_threshold": Dose(1.0)}), "levers", "'tighter_thresholds'"),
        (Scenario(to=2020, levers={"tighter_thresholds": Dose(1.0)}), "levers", "@2020"),
    ],
)
def test_what_does_not_exist_is_named_with_the_nearest(scenario: Scenario, key: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        check(scenario)
    assert caught.value.key.split(".")[0] == key
    assert hint in str(caught.value)
