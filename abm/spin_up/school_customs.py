"""Customs of an area's schools that today's facts tell of: how soon trouble is an incident, and exclusion.

As ``abm.spin_up.customs``, for primary and secondary schools: over the spin-up they settle so that as many
suspensions and permanent exclusions are expected in a year as the authority's schools had in 2023/24.
"""

import numpy as np

from abm.links import Reader
from abm.now import Now
from abm.passes.expecting import BILLION
from abm.passes.expecting_trouble import Trouble, expect_trouble
from abm.phases.people import behaviour_parameters
from abm.worlds.last_year import Conduct, Conducts, national_conducts
from abm.worlds.state import World
from agents.declarations import Float64s, Int64s, n_rows
from agents.vocabulary import SettingKind

MONTHS_OF_SCHOOL = 11  # nobody is suspended in August
N_KINDS = len(SettingKind)


def school_customs_settle(world: World, conducts: list[Conducts], now: Now) -> None:
    """Move the customs of each area's schools by ``log(published / expected)``, nearly all of the way."""
    schools, expected, pupils = world.schools, _expected(world, now), _pupils(world)
    for i, own in enumerate(conducts):
        for kind, published in own.items():
            there = (schools.kind == kind) & (schools.authority == i)
            year = published_year(published, national_conducts()[kind], int(pupils[kind, i]))
            for column, n, found in (
                (schools.own_trouble, year.suspensions, expected[Trouble.SUSPENSIONS, kind, i]),
                (schools.own_excluding, year.exclusions, expected[Trouble.EXCLUSIONS, kind, i]),
            ):
                if n > 0.0 and found > 0.0:
                    column[there] += np.log(n / MONTHS_OF_SCHOOL / found)


def published_year(own: Conduct, usual: Conduct, n_pupils: int) -> Conduct:
    """A year's suspensions and exclusions of so many pupils.

    Exclusions are so few in many places that one year says little of what is usual there: one exclusion at
    England's rate is added to them.
    """
    exclusions = (own.exclusions * n_pupils + 1.0) / (n_pupils + 1.0 / usual.exclusions)
    return Conduct(own.suspensions * n_pupils, exclusions * n_pupils)


def _pupils(world: World) -> Int64s:
    """Pupils on roll by kind of setting and area."""
    schools, n = world.schools, world.n_authorities
    alike = schools.kind.astype(np.int64) * n + schools.authority
    return np.bincount(alike, schools.roll, N_KINDS * n).astype(np.int64).reshape(N_KINDS, n)


def _expected(world: World, now: Now) -> Float64s:
    """Suspensions and exclusions expected of a month, by kind of setting and area."""
    seen = now.seen(world, Reader.BEHAVIOUR)
    shape = ((len(Trouble), N_KINDS, world.n_authorities),)
    work = (seen.children, seen.families, seen.schools, now.month, behaviour_parameters(world, now))
    (found,) = now.threads.tallied(n_rows(world.children), expect_trouble, shape, *work)
    expected: Float64s = found / BILLION
    return expected
