"""Cutting links: what a decision reads, held still, followed, left out or nudged.

A phase asks for the world as one of its decisions sees it. Uncut, that is the world itself; with a cut,
one column is swapped in that view for held values, and every other reader still sees the real ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from abm.calendar import Month, month_number
from abm.errors import InputError
from abm.links import Link, Reader, check_links, links
from abm.luck import key_of, lucks
from abm.passes.entry import write_confidence_at_entry
from abm.worlds.state import World
from agents.declarations import Float64s, Int64s, declared
from agents.vocabulary import Decision, SenStatus

Values = NDArray[Any]

FIRST_MEAN_MONTH = month_number(2013, 9)
HELD_FROM = month_number(2014, 9)
HELD_FROM_WORDS = "September 2014"
LAST_START_BEFORE = 2013
BY_PERSON = ("children", "families")


class Cuts:
    """No cut at all: every decision sees the world as it is."""

    meaning = "none"
    names: tuple[str, ...] = ()

    def seen(self, world: World, reader: Reader, month: Month) -> World:  # noqa: ARG002  cuts look at them
        """The world as ``reader`` sees it this month; tables may be swapped, nothing else."""
        return world

    @property
    def words(self) -> dict[str, Any]:
        """The cut in the words of a run's provenance: its meaning and the links."""
        return {"cut_meaning": self.meaning, "cut_links": list(self.names)}

    def check(self, start: int) -> None:
        """Raise ``InputError`` where a run that starts in the year ``start`` cannot be cut so."""


UNCUT = Cuts()


class _OfLinks(Cuts):
    """Swaps the columns of some links, whatever by."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        check_links(self.names)
        self._by_reader: dict[str, list[Link]] = {}
        for name in self.names:
            self._by_reader.setdefault(links()[name].reader, []).append(links()[name])

    def seen(self, world: World, reader: Reader, month: Month) -> World:
        """The world with the columns of this reader's links swapped."""
        swapped: dict[str, dict[str, Values]] = {}
        for link in self._by_reader.get(reader, ()):
            values = self.values(world, link, month)
            if values is not None:
                old = getattr(getattr(world, link.table), link.column)
                swapped.setdefault(link.table, {})[link.column] = _as_type_of(old, values)
        if not swapped:
            return world
        tables = {name: getattr(world, name)._replace(**columns) for name, columns in swapped.items()}
        return replace(world, **tables)

    def values(self, world: World, link: Link, month: Month) -> Values | None:
        """What the link's reader sees instead of the column; None to leave it."""
        raise NotImplementedError


class Severed(_OfLinks):
    """Links left out: their readers see the value in which the column is declared, in every row."""

    meaning = "severed"

    def values(self, world: World, link: Link, month: Month) -> Values | None:  # noqa: ARG002  not all look
        """The declared default of the column."""
        table = getattr(world, link.table)
        default = next(one.note.default for one in declared(type(table)) if one.name == link.column)
        return np.full(getattr(table, link.column).shape, default)


class Nudged(_OfLinks):
    """Links whose readers see a little more than there is: by ``nudge``, from a month on.

    Of flags, so large a share of those not set is seen as set, by keyed luck.
    """

    meaning = "nudged"

    def __init__(self, names: Iterable[str], seed: int, first_month: int, times: float = 1.0) -> None:
        super().__init__(names)
        self._key, self._first, self._times = key_of(seed), first_month, times

    def values(self, world: World, link: Link, month: Month) -> Values | None:
        """The column and a little more."""
        if month.number < self._first:
            return None
        column: Values = getattr(getattr(world, link.table), link.column)
        if column.dtype == np.bool_:
            u = lucks(self._key, world.children.person_id, Decision.NUDGED)
            return column | (u < link.nudge * self._times)
        return column.astype(np.float64) + link.nudge * self._times


class _Mean:
    """A mean over the months of 2013/14: of a column by place, or of families with SEN by authority."""

    def __init__(self) -> None:
        self._sum: Float64s | None = None
        self._n = 0

    def add(self, values: Float64s) -> None:
        self._sum = values.copy() if self._sum is None else self._sum + values
        self._n += 1

    @property
    def value(self) -> Float64s | None:
        return None if self._sum is None else self._sum / self._n


class Held(_OfLinks):
    """Attribution of growth: from September 2014 links stay at their mean of the 12 months before.

    Institutions keep their own mean. Of families' confidence, each keeps what the entry rule gives with the
    area's confidence of September 2014, also those that come later. Of other columns of people each keeps
    its own value, moved by what the mean of families with SEN in its authority has moved since. Of flags,
    as many as then: by keyed luck some are seen otherwise than they are.
    """

    meaning = "growth"

    def __init__(self, names: Iterable[str], seed: int) -> None:
        super().__init__(names)
        self._key = key_of(seed)
        self._means: dict[str, _Mean] = {}
        self._area: Float64s | None = None

    def check(self, start: int) -> None:
        """Raise ``InputError`` unless the run goes through 2013/14."""
        if start > LAST_START_BEFORE:
            expected = f"a run from 2010, as links are held at their values of {HELD_FROM_WORDS}"
            raise InputError("cut", "start", expected, "Take start = 2010, or cut a lever's links instead.")

    def values(self, world: World, link: Link, month: Month) -> Values | None:
        """The held values; None before September 2014, when the mean is still being taken."""
        column: Values = getattr(getattr(world, link.table), link.column)
        by_person = link.table in BY_PERSON
        present = _sen_means(world, column) if by_person else column.astype(np.float64)
        mean = self._means.setdefault(link.name, _Mean())
        if month.number < HELD_FROM:
            if month.number >= FIRST_MEAN_MONTH:
                mean.add(present)
            return None
        if mean.value is None:
            mean.add(present)
        held = mean.value
        if held is None or not by_person:
            return held
        if link.column == "confidence":
            return self._confidence_at_entry(world)
        homes = world.children.home_authority
        if column.dtype == np.bool_:
            return self._as_many_as(world, column, held[homes], present[homes])
        return column.astype(np.float64) + (held - present)[homes]

    def _confidence_at_entry(self, world: World) -> Float64s:
        if self._area is None:
            self._area = world.authorities.area_confidence.astype(np.float64)
        out = np.empty(world.children.person_id.size)
        write_confidence_at_entry(world.children, self._area, self._key, out)
        return out

    def _as_many_as(self, world: World, flags: Values, then: Float64s, now: Float64s) -> Values:
        """Flags of which as large a share is set as ``then``, though ``now`` it is another."""
        u = lucks(self._key, world.children.person_id, Decision.NUDGED)
        fewer = flags.astype(np.bool_) & (u * np.maximum(now, 1e-9) < then)
        more = flags.astype(np.bool_) | (u * np.maximum(1.0 - now, 1e-9) < then - now)
        return np.where(then < now, fewer, more)


class Noted(NamedTuple):
    """One column as it was read: by person, in the order of ``person_ids``, or by place (no ids)."""

    person_ids: Int64s
    column: Values


class Noting(_OfLinks):
    """Takes down what the readers of links see in a run, for another run to follow month by month."""

    meaning = "none"

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(names)
        self.notes: dict[str, list[Noted]] = {}

    def values(self, world: World, link: Link, month: Month) -> Values | None:  # noqa: ARG002  not all look
        """None: the run itself sees what there is."""
        column = getattr(getattr(world, link.table), link.column)
        noted = Noted(np.empty(0, np.int64), column.copy())
        if link.table in BY_PERSON:
            present = np.flatnonzero(world.children.is_present)
            order = present[np.argsort(world.children.person_id[present])]
            noted = Noted(world.children.person_id[order], column[order])
        self.notes.setdefault(link.name, []).append(noted)
        return None


class Following(_OfLinks):
    """Attribution of a lever: links stay on the path that they have in the status quo run.

    People who are not in that run keep their own values.
    """

    meaning = "lever"

    def __init__(self, names: Iterable[str], notes: Mapping[str, list[Noted]]) -> None:
        super().__init__(names)
        self._notes = notes

    def values(self, world: World, link: Link, month: Month) -> Values | None:  # noqa: ARG002  not all look
        """What was noted of the same reading in the status quo run; it is used up."""
        noted = self._notes[link.name].pop(0)
        if link.table not in BY_PERSON:
            return noted.column
        column: Values = getattr(getattr(world, link.table), link.column).copy()
        ids = world.children.person_id
        place = np.minimum(np.searchsorted(noted.person_ids, ids), noted.person_ids.size - 1)
        known = world.children.is_present & (noted.person_ids[place] == ids)
        column[known] = noted.column[place[known]]
        return column


def _sen_means(world: World, column: Values) -> Float64s:
    """Mean of a column of people over those with SEN, by home authority."""
    rows = world.children.is_present & (world.children.sen_status != SenStatus.NONE)
    homes = world.children.home_authority[rows]
    n = np.bincount(homes, minlength=world.n_authorities)
    sums = np.bincount(homes, column[rows].astype(np.float64), world.n_authorities)
    return sums / np.maximum(1, n)


def _as_type_of(old: Values, values: Values) -> Values:
    """``values`` in the type of ``old``; whole numbers are rounded."""
    if np.issubdtype(old.dtype, np.integer):
        return np.rint(values.astype(np.float64)).astype(old.dtype)
    return np.ascontiguousarray(values, old.dtype)
