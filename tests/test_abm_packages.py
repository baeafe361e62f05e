"""Packages: complete declarations, levers that exist, and settings that are never silently merged."""

import pytest

from abm import Dose, InputError, Scenario, catalogue, check, packages, with_packages
from abm.levers import levers
from abm.packages import said

PLAN = Scenario(world="demo", start=2025)


def test_the_packages_workshops_ask_for_are_there() -> None:
    wanted = {"status_quo", "green_paper_2022", "forum_alternative", "more_money_only", "safety_valve"}
    assert wanted <= set(packages())


@pytest.mark.parametrize("name", packages())
def test_each_package_is_declared_completely_and_can_be_run(name: str) -> None:
    package = packages()[name]
    assert package.source in set(catalogue.sources()["key"])
    assert package.title[0].isupper()
    assert package.changes.endswith(".")
    assert set(package.levers) <= set(levers())
    assert all(package.not_in_model.values())
    check(with_packages(PLAN, [name]))


def test_the_status_quo_pulls_nothing() -> None:
    assert with_packages(PLAN, ["status_quo"]) == PLAN


def test_what_is_missing_of_a_package_is_not_in_the_catalogue_of_levers() -> None:
    """A lever that comes into the model must leave the list of what is missing."""
    in_model = {lever.paper_id.split()[0] for lever in levers().values()}
    for package in packages().values():
        for what in package.not_in_model:
            codes = {word.strip(",") for word in what.split() if word[0] in "GS" and word[1:2].isdigit()}
            assert not codes & in_model, (package.name, what)


def test_order_of_packages_is_irrelevant() -> None:
    names = ["more_money_only", "six_recommendations"]
    assert with_packages(PLAN, names) == with_packages(PLAN, names[::-1])
    # Two packages may agree on a lever.
    both = with_packages(PLAN, ["six_recommendations", "forum_alternative"])
    assert both == with_packages(PLAN, ["forum_alternative"])


def test_a_lever_set_in_two_ways_is_refused_with_both_settings() -> None:
    plan = PLAN.with_changes(levers={"digital_process": Dose(0.5)})
    with pytest.raises(InputError) as caught:
        with_packages(plan, ["green_paper_2022"])
    for words in ("digital_process", "0.5 from 2026 in the scenario", "1 from 2026 in green_paper_2022"):
        assert words in str(caught.value)


def test_an_unknown_package_names_the_nearest() -> None:
    with pytest.raises(InputError, match="'safety_valve'"):
        with_packages(PLAN, ["safety_valves"])


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        (Dose(1.0), "1 from 2026"),
        (Dose(0.5, start=2027.0, ramp_years=5.0), "0.5 from 2027 over 5 years"),
        (Dose(1.0, ramp_years=0.0, end=2030.0), "1 from 2026 at once until 2030"),
        (Dose(1.0, coverage=0.25), "1 from 2026 in 25% of places"),
    ],
)
def test_a_dose_in_words(dose: Dose, words: str) -> None:
    assert said(dose) == words
