"""Groups of children: by need, phase, setting, school, resources, SEN status, year group and age.

A count has a column for everybody and a column for each group; the groups of one grouping share
everybody out, so that they add up to the first column.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from abm.errors import InputError, nearest_choice


class Grouping(NamedTuple):
    """One way to share children out: its name, how labels begin, and the groups in order."""

    name: str
    words: str
    groups: tuple[str, ...]


NEEDS = (
    "none identified",
    "specific learning difficulty",
    "moderate learning difficulty",
    "severe or profound learning difficulty",
    "speech, language and communication",
    "autism",
    "social, emotional and mental health",
    "physical or sensory",
)
SETTINGS = (
    "mainstream",
    "unit or resourced provision",
    "state special",
    "independent special",
    "alternative provision",
    "further education",
    "specialist post-16",
    "early years",
    "educated otherwise than at school",
    "elective home education",
    "awaiting a place",
    "not in education",
)
FIRST_YEAR_GROUP, LAST_YEAR_GROUP = -2, 14
YEAR_GROUPS = (
    "two years before Reception",
    "one year before Reception",
    "Reception",
    *[f"Year {year}" for year in range(1, LAST_YEAR_GROUP + 1)],
    "after Year 14",
)

GROUPINGS: tuple[Grouping, ...] = (
    Grouping("need", "need", NEEDS),
    Grouping("phase", "phase", ("early years", "primary", "secondary", "after 16")),
    Grouping("setting", "setting", SETTINGS),
    Grouping("school", "school", ("state primary", "state secondary", "state special", "other or none")),
    Grouping("resources", "resources fifth", ("1 (lowest)", "2", "3", "4", "5 (highest)")),
    Grouping("status", "SEN status", ("none", "SEN support", "statement or EHC plan")),
    Grouping("year", "year group", YEAR_GROUPS),
    Grouping("age", "age", ("under 5", "5 to 10", "11 to 15", "16 to 19", "20 to 25")),
)
NAMES = tuple(grouping.name for grouping in GROUPINGS)
EVERYBODY = 0
FIRST_COLUMNS = tuple(accumulate((len(one.groups) for one in GROUPINGS[:-1]), initial=1))
N_COLUMNS = 1 + sum(len(grouping.groups) for grouping in GROUPINGS)
NEED, PHASE, SETTING, SCHOOL, RESOURCES, STATUS, YEAR, AGE = FIRST_COLUMNS


def columns_of(name: str) -> range:
    """The columns of one grouping."""
    at = NAMES.index(name)
    return range(FIRST_COLUMNS[at], FIRST_COLUMNS[at] + len(GROUPINGS[at].groups))


def labels_of(name: str) -> list[str]:
    """The labels of one grouping's groups, such as ``need: autism``."""
    grouping = GROUPINGS[NAMES.index(name)]
    return [f"{grouping.words}: {group}" for group in grouping.groups]


def check_groupings(names: Sequence[str]) -> None:
    """Raise ``InputError`` for a grouping that does not exist."""
    for name in names:
        if name not in NAMES:
            expected = f"any of {', '.join(NAMES)}, not {name!r}"
            raise InputError("run", "groups", expected, nearest_choice(name, NAMES))
