"""Results laid out by year: the one table that the figures, the tiles and the charts all read.

A stock is shown as it stood in January (the month of the school census and of the SEN2 return);
a flow is the sum over a calendar year. ``abm.Results.annual`` holds that convention; here its
answers are only put side by side.
"""

from collections.abc import Iterable

import pandas as pd

from abm import Results


def by_year(results: Results, measures: Iterable[str]) -> pd.DataFrame:
    """One row a year (index ``year``) and one column a measure; a year a flow lacks is blank.

    Raises ``KeyError`` if the results hold no such measure.
    """
    columns = {name: results.annual(name) for name in dict.fromkeys(measures)}
    table = pd.DataFrame(columns).sort_index()
    table.index = table.index.astype(int)
    table.index.name = "year"
    return table
