"""What settings add up to: whole numbers by kind and area, and what a run records of schools."""

from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np
from numpy import float64

from abm.counting import MILLION
from agents.compiling import compiled_pass, part_of_pass, rule
from agents.declarations import Float64s, Int64s
from agents.school import Schools
from agents.vocabulary import SettingKind


class Total(IntEnum):
    """What is added up over settings, exact."""

    SETTINGS = 0
    ACADEMIES = auto()
    PLACES = auto()
    ROLL = auto()
    ON_SUPPORT = auto()
    WITH_PLAN = auto()
    CAPABILITY = auto()  # in millionths
    EFFORT = auto()  # in millionths


N_TOTALS = len(Total)


class Totals(NamedTuple):
    """Sums over settings: of all of a kind in an area, and of the primary and secondary schools of one."""

    alike: Int64s  # by Total, kind and authority
    ordinary: Int64s  # by Total and authority


class SchoolSum(IntEnum):
    """What a run records of the primary and secondary schools of each authority, added up."""

    MAINSTREAM_ROLL = 0
    MAINSTREAM_QUALITY = auto()  # each school counted once a pupil
    ORDINARY_SCHOOLS = auto()
    SEN_SHARE = auto()
    SEN_SHARE_SQUARED = auto()
    QUALITY_EACH = auto()
    QUALITY_SQUARED = auto()
    POT_EACH = auto()
    POT_SQUARED = auto()
    RESULTS_EACH = auto()
    MAINSTREAM_SEN = auto()
    VISITS_TO_SEN = auto()
    VISITS_TO_ALL = auto()
    MAGNET_SCHOOLS = auto()
    AVOIDING_SCHOOLS = auto()


@rule
def is_ordinary(kind: int) -> bool:
    """Whether settings of this kind are primary or secondary schools."""
    return kind == SettingKind.PRIMARY or kind == SettingKind.SECONDARY


@rule
def nearest_millionths(value: float) -> int:
    """A share as the nearest whole number of millionths."""
    return int(np.rint(value * MILLION))


@compiled_pass
def add_up_settings(schools: Schools, alike: Int64s) -> None:
    """Add every setting to the totals of its kind and authority; shape (Total, kinds, authorities)."""
    for school in range(schools.kind.size):
        kind, area = schools.kind[school], schools.authority[school]
        alike[Total.SETTINGS, kind, area] += 1
        alike[Total.ACADEMIES, kind, area] += schools.is_academy[school]
        alike[Total.PLACES, kind, area] += schools.places[school]
        alike[Total.ROLL, kind, area] += schools.roll[school]
        alike[Total.ON_SUPPORT, kind, area] += schools.n_support[school]
        alike[Total.WITH_PLAN, kind, area] += schools.n_plans[school]
        alike[Total.CAPABILITY, kind, area] += nearest_millionths(float64(schools.capability[school]))
        alike[Total.EFFORT, kind, area] += nearest_millionths(float64(schools.send_effort[school]))


@part_of_pass
def plans_a_pupil(alike: Int64s, kind: int, area: int) -> float:
    """Plans over pupils in all settings of a kind in an area."""
    return alike[Total.WITH_PLAN, kind, area] / max(1, alike[Total.ROLL, kind, area])


@part_of_pass
def load_alike(alike: Int64s, kind: int, area: int) -> float:
    """Pupils with SEN over the roll, plans twice, in all settings of a kind in an area."""
    load = alike[Total.ON_SUPPORT, kind, area] + 2 * alike[Total.WITH_PLAN, kind, area]
    return load / max(1, alike[Total.ROLL, kind, area])


@compiled_pass
def add_up_schools(schools: Schools, alike: Int64s, sums: Float64s) -> None:
    """Add every primary and secondary school to ``sums``, shape (SchoolSum, authorities)."""
    for school in range(schools.kind.size):
        kind, area = schools.kind[school], schools.authority[school]
        if not is_ordinary(kind):
            continue
        roll, n_plans = schools.roll[school], schools.n_plans[school]
        quality, pot = float64(schools.quality[school]), float64(schools.pot_per_pupil_gbp[school])
        visits, with_sen = float64(schools.specialist_hours[school]), schools.n_support[school] + n_plans
        sen_share, usual = with_sen / max(1, roll), plans_a_pupil(alike, kind, area)
        sums[SchoolSum.MAINSTREAM_ROLL, area] += roll
        sums[SchoolSum.MAINSTREAM_QUALITY, area] += quality * roll
        sums[SchoolSum.ORDINARY_SCHOOLS, area] += 1.0
        sums[SchoolSum.SEN_SHARE, area] += sen_share
        sums[SchoolSum.SEN_SHARE_SQUARED, area] += sen_share * sen_share
        sums[SchoolSum.QUALITY_EACH, area] += quality
        sums[SchoolSum.QUALITY_SQUARED, area] += quality * quality
        sums[SchoolSum.POT_EACH, area] += pot
        sums[SchoolSum.POT_SQUARED, area] += pot * pot
        sums[SchoolSum.RESULTS_EACH, area] += float64(schools.results[school])
        sums[SchoolSum.MAINSTREAM_SEN, area] += with_sen
        sums[SchoolSum.VISITS_TO_SEN, area] += visits * with_sen
        sums[SchoolSum.VISITS_TO_ALL, area] += visits * roll
        over = n_plans / max(1, roll) / usual if usual > 0.0 else 0.0
        sums[SchoolSum.MAGNET_SCHOOLS, area] += over > 2.0
        sums[SchoolSum.AVOIDING_SCHOOLS, area] += over < 0.5
