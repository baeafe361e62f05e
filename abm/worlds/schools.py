"""Makes the settings of a world: sizes and phases like the national ones, leaders unlike each other.

Sizes follow the School Census of January 2024 (275 pupils a primary, 1,063 a secondary, 145 a
special school); early years and further education settings are sized by assumption. Ethos,
capability and the bar for SEN differ between schools, and little between authorities (EPI 2025).
"""

from typing import NamedTuple

import numpy as np

from abm.luck import key_of, lucks
from agents.declarations import Float64s, Int64s, new_table
from agents.school import SchoolParameters, Schools
from agents.vocabulary import Decision, SettingKind

IDS_PER_AUTHORITY = 10_000
KNOWN_FOR = 0.5  # reputation at the start, of what is special in leader and staff; assumed


class SettingSize(NamedTuple):
    """Year groups that a kind of setting serves, mean size, and how unequal sizes are."""

    n_year_groups: float
    mean_size: float
    spread: float


SIZES = {
    SettingKind.EARLY_YEARS: SettingSize(2.0, 55.0, 0.4),
    SettingKind.PRIMARY: SettingSize(7.0, 275.0, 0.5),
    SettingKind.SECONDARY: SettingSize(5.7, 1063.0, 0.4),
    SettingKind.FURTHER: SettingSize(1.6, 2500.0, 0.4),
}


def settings_wanted(
    cohort: float, special_places: int, ap_places: int
) -> list[tuple[SettingKind, int, float]]:
    """How many settings of each kind one authority has, and how many places in all.

    ``cohort`` is the mean number of children in a year group.
    """
    wanted = []
    for kind, size in SIZES.items():
        places = cohort * size.n_year_groups
        wanted.append((kind, max(1, round(places / size.mean_size)), places))
    wanted.append((SettingKind.SPECIAL, max(1, round(special_places / 145.0)), float(special_places)))
    wanted.append((SettingKind.ALTERNATIVE, max(1, round(ap_places / 60.0)), float(ap_places)))
    wanted.append((SettingKind.INDEPENDENT_SPECIAL, 1, 1.0))
    wanted.append((SettingKind.SPECIALIST_POST_16, 1, 1.0))
    return wanted


def make_schools(
    by_authority: list[list[tuple[SettingKind, int, float]]],
    authority_ids: Int64s,
    parameters: SchoolParameters,
    seed: int,
) -> Schools:
    """Make the table of settings; ``by_authority`` holds what ``settings_wanted`` gives."""
    counts = [sum(n for _, n, _ in wanted) for wanted in by_authority]
    schools = new_table(Schools, sum(counts))
    row = 0
    for authority, wanted in enumerate(by_authority):
        serial = 0
        for kind, n, places in wanted:
            rows = slice(row, row + n)
            ids = authority_ids[authority] * IDS_PER_AUTHORITY + serial + np.arange(n)
            schools.school_id[rows] = ids
            schools.kind[rows] = kind
            schools.authority[rows] = authority
            schools.places[rows] = _shared_out(places, kind, ids, seed)
            _give_character(schools, rows, ids, parameters, seed)
            row += n
            serial += n
    return schools


def _shared_out(places: float, kind: SettingKind, ids: Int64s, seed: int) -> Int64s:
    """Share places among settings unequally, each at least one."""
    spread = SIZES[kind].spread if kind in SIZES else 0.3
    weights = 1.0 + spread * (2.0 * _lucks(ids, Decision.SCHOOL_SIZE, seed) - 1.0)
    return np.maximum(1, np.rint(places * weights / weights.sum())).astype(np.int64)


def _give_character(
    schools: Schools, rows: slice, ids: Int64s, parameters: SchoolParameters, seed: int
) -> None:
    """Ethos and capability around the middle, and a bar for SEN that goes with both.

    Heads who value inclusion identify more; part of the bar is custom alone.
    """
    ethos = 0.5 + 0.7 * (_bell(ids, Decision.ETHOS, seed) - 0.5)
    capability = 0.55 + 0.5 * (_bell(ids, Decision.CAPABILITY, seed) - 0.5)
    custom = 2.0 * _bell(ids, Decision.THRESHOLD, seed) - 1.0
    schools.ethos[rows] = ethos
    schools.reputation[rows] = KNOWN_FOR * (ethos - 0.5 + capability - 0.55)
    schools.capability[rows] = capability
    schools.communication[rows] = 0.3 + 0.3 * ethos + 0.2 * _lucks(ids, Decision.REPUTATION, seed)
    schools.own_bar[rows] = parameters.identification_spread * (0.8 * custom - 0.4 * (ethos - 0.5))
    spread = parameters.notional_spread
    schools.notional_spent[rows] = 1.0 + spread * (2.0 * _lucks(ids, Decision.NOTIONAL, seed) - 1.0)
    schools.academy_rank[rows] = _lucks(ids, Decision.ACADEMY, seed)


def _lucks(ids: Int64s, decision: Decision, seed: int) -> Float64s:
    return lucks(key_of(seed), ids, int(decision))


def _bell(ids: Int64s, decision: Decision, seed: int) -> Float64s:
    """Luck heaped in the middle: the mean of three."""
    others = (ids, ids + 10**12, ids + 2 * 10**12)
    return sum((_lucks(other, decision, seed) for other in others), np.zeros(ids.size)) / 3.0
