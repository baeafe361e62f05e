"""The month-end census: rolls and fields that next month's decisions read, and the month's stocks."""

import numpy as np

from abm.counting import N_ROLLS, N_STOCKS
from abm.groups import N_COLUMNS
from abm.now import Now
from abm.passes.census import Room, is_pupil, take_census
from abm.passes.grouping import take_census_by_group
from abm.passes.rolls import rolls_become_known
from abm.phases.casework import count_open_work, wanted_groupings
from abm.prices import local_tariffs
from abm.threads import BLOCK, PerThread
from abm.worlds.state import World
from agents.declarations import n_rows
from agents.plain import plain
from agents.vocabulary import SettingKind

# By kind of setting: whether those on its roll up to Year 13 are pupils of the school census.
PUPILS_COUNT_IN = np.array([plain(is_pupil)(kind, 0) for kind in SettingKind])


def census_is_taken(world: World, now: Now) -> None:
    """Count people, plans, places and fields; institutions' own stocks move together here."""
    shapes = ((n_rows(world.schools), N_ROLLS), (N_STOCKS, world.n_authorities))
    prices = local_tariffs(now.tariff, world.authorities.top_up_level.astype(np.float64))
    work = (world.children, world.families, world.schools, now.month, prices)
    world.last_stocks = world.stocks
    room = PerThread(lambda: Room(np.empty(BLOCK, np.int8), np.empty(BLOCK, np.int32)))
    counted = (take_census, shapes, *work, room)
    world.rolls, world.stocks = now.threads.tallied(n_rows(world.children), *counted)
    if world.groupings:
        by_group = ((N_STOCKS, N_COLUMNS, world.n_authorities),)
        grouped = (take_census_by_group, by_group, *work, room, wanted_groupings(world))
        (world.stocks_by_group,) = now.threads.tallied(n_rows(world.children), *grouped)
    rolls_become_known(world.schools, world.authorities, PUPILS_COUNT_IN, world.rolls, world.stocks)
    count_open_work(world, now)
