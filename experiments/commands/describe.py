"""``sendlab describe``: what the model is made of, printed from its own catalogues."""

import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping

import pandas as pd

from abm import InputError, authorities, catalogue, nearest_choice
from experiments.command_line import Parser

EXAMPLES = """\
sendlab describe levers
sendlab describe packages
sendlab describe parameters family
sendlab describe claims --csv > claims.csv
sendlab describe claims H3
sendlab describe parameters --csv > parameters.csv
sendlab describe authorities"""

CATALOGUES: Mapping[str, Callable[[], pd.DataFrame]] = {
    "parameters": catalogue.parameters,
    "measures": catalogue.measures,
    "levers": catalogue.levers,
    "packages": catalogue.packages,
    "claims": catalogue.claims,
    "links": catalogue.links,
    "sources": catalogue.sources,
    "authorities": lambda: pd.DataFrame({"name": authorities()}),
}


def perform(words: list[str]) -> None:
    """Print one catalogue, whole or the rows that hold a text; raises ``InputError``."""
    options = _parser().read(words)
    if options.what not in CATALOGUES:
        raise InputError(
            "sendlab describe", options.what, "a catalogue", nearest_choice(options.what, CATALOGUES)
        )
    rows = _holding(options.text, CATALOGUES[options.what]())
    if options.csv:
        rows.to_csv(sys.stdout, index=False)
    else:
        width = min(shutil.get_terminal_size((100, 24)).columns, 110)
        print("\n".join(entry(row, width) for _, row in rows.iterrows()))  # noqa: T201


def entry(row: "pd.Series[str]", width: int) -> str:
    """Lay out one row of a catalogue: its first cell, then the filled cells below it, wrapped."""
    first, *rest = ((str(name).replace("_", " "), str(cell)) for name, cell in row.items() if _filled(cell))
    # Addresses stay whole, so that they can be clicked or copied.
    wrapper = textwrap.TextWrapper(
        width,
        initial_indent="    ",
        subsequent_indent="        ",
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n".join([first[1], *(wrapper.fill(f"{name}: {cell}") for name, cell in rest)])


def _parser() -> Parser:
    parser = Parser("describe", "Print what the model is made of, from its own catalogues.", EXAMPLES)
    parser.add_argument("what", help=", ".join(CATALOGUES))
    parser.add_argument("text", nargs="?", default="", help="show only the entries that hold this text")
    parser.add_argument("--csv", action="store_true", help="print as CSV")
    return parser


def _holding(text: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with ``text`` in any cell, whatever its case; raises ``InputError`` if none."""
    found = rows.apply(lambda row: any(text.lower() in str(cell).lower() for cell in row), axis=1)
    if not found.any():
        raise InputError("sendlab describe", text, "a text that some entry holds", "Leave it out to see all.")
    return rows[found]


def _filled(cell: object) -> bool:
    return not (cell is None or cell == "" or cell != cell)  # noqa: PLR0124  nan differs from itself
