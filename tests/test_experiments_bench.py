from dataclasses import replace

import pytest

from experiments.bench import Timing, as_table, cases, ratios

SMALL = Timing("demo", 1_000, 28, 1, 0.1, 2.0, 2000.0, 100.0, 110.0)


def test_ratios_are_worked_out_from_the_timings() -> None:
    # Four times the people take twice as long: p = 1/2. 16 MiB more for 16,384 more people: 1,024 bytes each.
    large = replace(SMALL, people=4_000, ms_per_month=4.0)
    assert ratios([SMALL, large])["growth_exponent"] == pytest.approx(0.5)
    heavy = replace(SMALL, people=SMALL.people + 16_384, peak_mib=SMALL.peak_mib + 16.0)
    assert ratios([SMALL, heavy])["bytes_per_person"] == pytest.approx(1024.0)


def test_speed_up_is_one_thread_over_two_in_the_real_world() -> None:
    leeds = replace(SMALL, world="Leeds", people=200_000, ms_per_month=30.0)
    faster = replace(leeds, threads=2, ms_per_month=20.0)
    assert ratios([SMALL, leeds, faster])["speed_up_2_threads"] == 1.5


def test_one_size_has_no_growth_and_a_short_run_no_late_months() -> None:
    assert ratios([replace(SMALL, months=12, late_over_early=1.3)]) == {}
    assert ratios([replace(SMALL, late_over_early=1.3)]) == {"late_over_early": 1.3}


def test_demo_worlds_run_on_the_fewest_threads_and_the_real_one_on_each() -> None:
    chosen = cases([2000, 4000], "Leeds", 2012, [1, 2], repeats=1)
    assert [(case.scenario.world, case.threads) for case in chosen] == [
        ("demo", 1),
        ("demo", 1),
        ("Leeds", 1),
        ("Leeds", 2),
    ]


def test_table_has_a_row_a_case() -> None:
    assert as_table([SMALL, SMALL])["ns per person month"].tolist() == [2000.0, 2000.0]
