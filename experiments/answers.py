"""One run as a function of its settings: the door by which other experiment tools drive the model."""

from collections.abc import Mapping, Sequence

from abm import InputError, Scenario, check, run
from experiments.factors import Value, check_name, with_settings


def answers(
    base: Scenario, settings: Mapping[str, Value], measures: Sequence[str], year: int | None = None
) -> dict[str, float]:
    """Run ``base`` with ``settings`` on one thread and return each measure's value in ``year``.

    ``settings`` are named as in a plan: ``{"lever.tighter_thresholds": 0.5, "world": "Kent"}``.
    The year is by default the last full one. Runs with equal seeds share their luck, so vary the seed of
    ``base`` for replicates and keep it the same for comparisons. Raises ``InputError`` for a setting,
    measure or year that is not there.
    """
    for name in settings:
        check_name(name, "settings")
    scenario = with_settings(base, settings)
    check(scenario)
    results = run(scenario, threads=1)
    by_year = {name: results.annual(name) for name in measures}
    for name, values in by_year.items():
        if year is not None and year not in values.index:
            expected = f"a year from {values.index.min()} to {values.index.max()}, not {year}"
            raise InputError("answers", name, expected, "Run to a later year, or ask for an earlier one.")
    return {name: float(values.loc[year or values.index.max()]) for name, values in by_year.items()}
