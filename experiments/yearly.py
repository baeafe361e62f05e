"""Results laid out by year: the one table that the figures, the tiles and the charts all read.

Each measure has a year of its own, as its official series labels it: January, the calendar, academic
or financial year. ``abm.Results.annual`` holds to it; here its answers are only put side by side.
"""

from collections.abc import Iterable

import pandas as pd

from abm import Results


def by_year(results: Results, measures: Iterable[str]) -> pd.DataFrame:
    """One row a year (index ``year``) and one column a measure; a year a measure lacks is blank.

    Raises ``KeyError`` if the results hold no such measure.
    """
    columns = {name: results.annual(name) for name in dict.fromkeys(measures)}
    table = pd.DataFrame(columns).sort_index()
    table.index = table.index.astype(int)
    table.index.name = "year"
    return table
