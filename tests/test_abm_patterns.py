"""The stylised facts as data: complete, sourced, and worked out by functions of the same name."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from abm import patterns
from abm.errors import InputError
from experiments.stylised_facts import FACTS

JUDGED = {name: pattern for name, pattern in patterns.patterns().items() if pattern.readings}


def test_every_pattern_is_worked_out_or_says_why_it_is_not_judged() -> None:
    assert set(JUDGED) == set(FACTS)
    for name, pattern in patterns.patterns().items():
        assert pattern.readings or len(pattern.not_judged) > 20, name


@pytest.mark.parametrize("name", list(JUDGED))
def test_a_function_returns_the_readings_declared_from_the_series_declared(name: str) -> None:
    read: set[str] = set()

    def series(wanted: str) -> "pd.Series[float]":
        read.add(wanted)
        return patterns.official_values(wanted)

    values = FACTS[name](series)
    assert list(values) == [reading.key for reading in JUDGED[name].readings]
    assert read == set(JUDGED[name].series)
    assert np.isfinite(list(values.values())).all(), "the record holds every year it needs"


@pytest.mark.parametrize("name", list(JUDGED))
def test_a_pattern_names_its_publications(name: str) -> None:
    assert JUDGED[name].sources


def test_no_official_figure_is_typed_a_second_time() -> None:
    """Only tolerances and years are in the file: no number of the record beyond them."""
    for pattern in JUDGED.values():
        for reading in pattern.readings:
            assert (reading.share is None) != (reading.points is None), reading.key
            assert 2011 <= reading.until <= 2025


def test_readings_of_later_years_are_held_out() -> None:
    roles = {reading.key: reading.role for reading in JUDGED["flat_then_take_off"].readings}
    assert roles == {"range_flat": "fitted", "rise_2017_2020": "fitted", "rise_2020_2025": "held out"}
    covid = {reading.key: reading.role for reading in JUDGED["exclusions_fall_rise_and_peak"].readings}
    assert covid["permanent_2019_2021"] == "covid"


def test_an_interval_holds_the_official_value_and_what_is_asked_around_it() -> None:
    reading = patterns.Reading("k", "l", "ratio", 2019, share=0.25)
    assert reading.interval(-2.0) == (-2.5, -1.5)
    assert patterns.Reading("k", "l", "%", 2019, points=5.0).interval(24.0) == (19.0, 29.0)


def test_drivers_are_read_from_the_history_and_outcomes_from_the_record() -> None:
    assert patterns.official_values("high_needs_block_gbp_m")[2016] == 5_247
    assert patterns.official_values("plans")[2025] == 638_745
    with pytest.raises(InputError, match="plans"):
        patterns.official_values("plnas")


def test_what_the_model_has_no_measure_for_is_known() -> None:
    assert patterns.mirror_of("moves_mainstream_to_special") is None
    assert patterns.mirror_of("plans") == patterns.Mirror("plans", 1.0)
    assert patterns.mirror_of("plans_share_of_pupils") == patterns.Mirror("plans_share_of_pupils", 100.0)


def test_a_pattern_with_neither_readings_nor_reason_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / patterns.PATTERNS_FILE).write_text('[patterns.p]\ntitle = "T"\n', encoding="utf-8")
    monkeypatch.setattr(patterns, "DATA", tmp_path)
    monkeypatch.setattr(patterns, "declared", patterns.declared.__wrapped__)
    with pytest.raises(InputError, match="either readings or a reason"):
        patterns.patterns.__wrapped__()


def test_weights_of_a_sample_stand_for_about_all_authorities() -> None:
    assert set(patterns.weights_of_authorities(0).values()) == {1.0}
    assert sum(patterns.weights_of_authorities(10).values()) == pytest.approx(151, rel=0.25)
