"""Saved, restored, branched off: going on equals having gone all the way, and bad files are refused."""

from pathlib import Path

import numpy as np
import pytest

from abm import Branching, Dose, InputError, Scenario, restore, run, save
from abm.branching import first_month_of_levers
from abm.calendar import month_number
from abm.levers import levers
from abm.recording import Record
from abm.simulation import Simulation
from tests.busy_worlds import eager, every_lever
from tests.people_compared import institutions
from tests.small_worlds import state_of

SMALL = Scenario(world="demo", people=400, to=2012, parameters=eager())
PULLED = {"tighter_thresholds": Dose(1.0, start=2011.5, ramp_years=0.0)}


def stepped(scenario: Scenario, last: tuple[int, int]) -> tuple[Simulation, Record]:
    simulation = Simulation(scenario)
    record = Record(simulation.first_recorded)
    while simulation.month <= month_number(*last):
        simulation.step()
        if simulation.is_recording:
            record.add(simulation.world)
    return simulation, record


def assert_same(one: Simulation, other: Simulation) -> None:
    for mine, theirs in ((state_of(one), state_of(other)), (institutions(one), institutions(other))):
        for name, column in mine.items():
            np.testing.assert_array_equal(column, theirs[name], f"{name} after {one.last_label}")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    simulation, record = stepped(SMALL, (2010, 12))
    save(simulation, record, tmp_path / "world.npz")
    return tmp_path / "world.npz"


@pytest.mark.parametrize("last", [(2008, 8), (2010, 12)], ids=["in spin-up", "while recording"])
def test_restoring_and_running_on_is_running_through(tmp_path: Path, last: tuple[int, int]) -> None:
    through, record = stepped(SMALL, last)
    save(through, record, tmp_path / "world.npz")
    on, record_on = restore(tmp_path / "world.npz")
    assert_same(through, on)
    for _ in range(26):  # two Septembers, with births, moves and new places
        for simulation, kept in ((through, record), (on, record_on)):
            simulation.step()
            if simulation.is_recording:
                kept.add(simulation.world)
        assert_same(through, on)
    assert record.table(SMALL).equals(record_on.table(SMALL))


def test_groups_are_restored_too(tmp_path: Path) -> None:
    through = Simulation(SMALL, groupings=("need",))
    record = Record(through.first_recorded)
    while through.month <= month_number(2011, 1):
        through.step()
        if through.is_recording:
            record.add(through.world)
    save(through, record, tmp_path / "world.npz")
    on = restore(tmp_path / "world.npz")
    assert on.simulation.world.groupings == ("need",)
    assert record.table(SMALL).equals(on.record.table(SMALL))


def test_a_file_cut_short_anywhere_is_refused(saved: Path) -> None:
    whole = saved.read_bytes()
    for share in (0.0, 0.1, 0.5, 0.9, 0.999):
        saved.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(InputError, match=r"world\.npz"):
            restore(saved)


def test_a_damaged_column_is_refused(saved: Path) -> None:
    content = bytearray(saved.read_bytes())
    trust = restore(saved).simulation.world.families.trust.tobytes()
    content[content.index(trust) + 17] ^= 0xFF
    saved.write_bytes(bytes(content))
    with pytest.raises(InputError, match=r"families\.trust\.npy does not match its checksum"):
        restore(saved)


def test_files_of_another_kind_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.npz"
    np.savez(other, values=np.arange(3))
    with pytest.raises(InputError, match="a world saved by sendlab"):
        restore(other)
    other.write_text("plans,1\n")
    with pytest.raises(InputError, match=r"other\.npz"):
        restore(other)
    with pytest.raises(InputError, match="Check the path"):
        restore(tmp_path / "nowhere.npz")


def test_a_world_of_other_rules_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("abm.saving.source_digest", lambda: "of an edited rule")
    with pytest.raises(InputError, match="saved by the rules now in force"):
        restore(saved)


def test_a_world_of_another_format_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("abm.saving.FORMAT_VERSION", 2)
    with pytest.raises(InputError, match="version 2 of the file, not 1"):
        restore(saved)


def test_a_world_that_lacks_a_column_is_refused(saved: Path) -> None:
    with np.load(saved) as archive:
        columns = {name: archive[name] for name in archive.files if name != "families.trust"}
    np.savez(saved, **columns)
    with pytest.raises(InputError, match=r"families\.trust: expected every column"):
        restore(saved)


def test_nothing_is_left_of_a_file_that_could_not_be_written(tmp_path: Path) -> None:
    simulation, record = stepped(SMALL, (2007, 10))
    (tmp_path / "taken").mkdir()
    with pytest.raises(InputError, match="a place to write to"):
        save(simulation, record, tmp_path / "taken")
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


# Branches ---------------------------------------------------------------------------------


def all_that_go_together() -> dict[str, Dose]:
    """Every lever, less one of each pair that sets the same thing."""
    every = every_lever(2011.5)
    for name in list(every):
        if name in every:
            for other in levers()[name].conflicts.split():
                every.pop(other.strip(","), None)
    return every


def test_branches_give_what_whole_runs_give() -> None:
    branching = Branching(threads=1)
    scenarios = [
        SMALL.with_changes(levers=PULLED),
        SMALL,
        SMALL.with_changes(levers={"tighter_thresholds": Dose(0.3, start=2011.5)}),
        SMALL.with_changes(levers={"tighter_thresholds": Dose(1.0, start=2012.25)}),
        SMALL.with_changes(to=2010),
        SMALL.with_changes(levers=all_that_go_together(), to=2011),
    ]
    for scenario in scenarios:
        assert branching(scenario).table.equals(run(scenario, threads=1).table), scenario.levers


def test_a_new_dose_starts_where_the_lever_starts() -> None:
    branching, months = Branching(threads=1), []
    scenario = SMALL.with_changes(levers=PULLED)
    branching(scenario)
    dose = {"tighter_thresholds": Dose(0.5, start=2011.5)}
    branching(scenario.with_changes(levers=dose), progress=lambda *report: months.append(report))
    assert months[0][2] == "2011-07"
    assert months[-1][:2] == (63, 63)  # October 2007 to December 2012
    assert len(months) == 18


def test_other_luck_or_other_parameters_share_nothing() -> None:
    branching, months = Branching(threads=1), []
    scenario = SMALL.with_changes(levers=PULLED)
    branching(scenario)
    branching(scenario.with_changes(seed=2), progress=lambda *report: months.append(report))
    assert months[0][2] == "2007-10"


def test_what_does_not_fit_is_not_kept() -> None:
    branching = Branching(threads=1, bytes_kept=1000)
    branching(SMALL.with_changes(levers=PULLED))
    assert not branching._branches


def test_levers_start_with_their_month() -> None:
    assert first_month_of_levers(SMALL) is None
    assert first_month_of_levers(SMALL.with_changes(levers=PULLED)) == month_number(2011, 7)
