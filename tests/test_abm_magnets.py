"""Magnet schools: who is drawn, who is talked away, where to, and that the books of it close."""

from collections.abc import Mapping

import numpy as np
import pytest

from abm import Dose
from abm.calendar import month_number
from abm.counting import Flow
from abm.passes.admitting import NEAR, ROOM, by_reputation, refuges
from abm.simulation import Simulation
from agents.vocabulary import SenStatus, SettingKind
from tests.small_worlds import small_simulation, year_groups

TALKED_AWAY = {"school.discouraging_base_log_odds": -1.0, "school.discouraging_weight_of_ethos": 0.0}


def before_september(
    parameters: Mapping[str, float] | None = None, levers: Mapping[str, Dose] | None = None
) -> Simulation:
    """A demo world with some schools of each kind, put before the September of 2025."""
    simulation = small_simulation(12_000, 2028, start=2025, parameters=parameters or {}, levers=levers or {})
    simulation.month = month_number(2025, 9)
    return simulation


def test_a_school_known_for_needs_draws_their_families_and_nobody_else() -> None:
    """Claim G2: one school's reputation rises; only children with needs choose otherwise."""
    plain, known = before_september(), before_september()
    primaries = np.flatnonzero(known.world.schools.kind == SettingKind.PRIMARY)
    star = primaries[0]
    known.world.schools.reputation[star] += 0.5
    for one in (plain, known):
        one.step()
    starts = year_groups(plain, plain.now()) == 0
    children = plain.world.children
    moved = starts & (children.setting != known.world.children.setting)
    assert moved.sum() > 3
    needs = np.maximum(children.innate_learning_need, children.innate_semh_need)
    has_cause = (needs > 0.05) | (children.sen_status != SenStatus.NONE)
    assert has_cause[moved].mean() > 0.95
    more = (known.world.children.setting[starts] == star).sum() - (children.setting[starts] == star).sum()
    assert more > 0


def test_weights_by_reputation_are_those_of_places_where_nobody_is_known() -> None:
    simulation = before_september()
    world = simulation.world
    world.schools.reputation[:] = 0.0
    known = by_reputation(world.schools, world.index, simulation.parameters.school)
    assert known.places_so_far == pytest.approx(world.index.places_so_far)


def test_a_refuge_is_near_better_known_than_the_others_and_has_room() -> None:
    world = before_september().world
    schools, index = world.schools, world.index
    found = refuges(schools, index)
    first, last = index.first[SettingKind.PRIMARY, 0], index.last[SettingKind.PRIMARY, 0]
    rows = index.rows[first:last].tolist()
    assert len(rows) > NEAR
    for at, school in enumerate(rows):
        near = [*rows[at + 1 :], *rows[:at]][:NEAR]
        room = [one for one in near if schools.roll[one] < ROOM * schools.places[one]]
        if found[school] < 0:
            assert not room
        else:
            assert found[school] in room
            assert schools.reputation[found[school]] == max(schools.reputation[one] for one in room)


def test_who_is_talked_away_is_counted_and_goes_to_the_refuge() -> None:
    simulation = before_september(parameters=TALKED_AWAY)
    schools = simulation.world.schools
    simulation.step()
    talked_away, entrants = int(schools.discouraged.sum()), int(schools.sen_entrants.sum())
    assert 0 < talked_away < entrants
    assert int(simulation.world.flows[Flow.DISCOURAGED].sum()) == talked_away
    assert (schools.discouraged <= schools.sen_entrants).all()
    # Neighbours' shares less that of all alike: some above, some below.
    norms = schools.avoidance_norm[schools.kind == SettingKind.PRIMARY]
    assert norms.min() < 0.0 < norms.max()
    assert not schools.discouraged[schools.kind == SettingKind.EARLY_YEARS].any()


def test_judging_admissions_opens_schools() -> None:
    """Claim L8: a school that answers for whom it turns away turns fewer away."""

    def talked_away(**levers: Dose) -> int:
        simulation = before_september(parameters=TALKED_AWAY, levers=levers)
        simulation.step()
        return int(simulation.world.schools.discouraged.sum())

    judged = Dose(1.0, start=2025.0 + 8.0 / 12.0, ramp_years=0.0)
    assert talked_away(send_in_accountability=judged) < 0.6 * talked_away()


def test_load_wears_down_what_draws() -> None:
    """Loop B4: a school that fills with plans offers less the next month, its neighbours more."""
    plain, full = before_september(), before_september()
    primaries = np.flatnonzero(full.world.schools.kind == SettingKind.PRIMARY)
    magnet = primaries[0]
    full.world.schools.n_plans[magnet] += full.world.schools.roll[magnet] // 10
    for one in (plain, full):
        one.step()
    change = full.world.schools.quality[primaries] - plain.world.schools.quality[primaries]
    assert change[0] < -0.02
    assert (change[1:] >= 0.0).all()
    usual = small_simulation(300, 2028, start=2025).parameters.school.strain_of_load
    assert change[0] == pytest.approx(-0.2 * usual, abs=0.02)
