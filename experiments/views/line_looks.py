"""How each line of a chart looks: colour by light and dark, width, dashes; never by colour alone."""

from typing import NamedTuple

from experiments.views.chart_lines import SCENARIO, STATUS_QUO, USUAL


class LineLook(NamedTuple):
    """A line's colours on light and on dark, its width, its dashes (on, off, ...) and a letter at its end."""

    on_light: str
    on_dark: str
    width: float
    dashes: tuple[int, ...] = ()
    letter: str = ""


# Okabe and Ito's colours, darkened for white where they would fall below 3 to 1.
LOOKS = {
    STATUS_QUO: LineLook("#6b737d", "#a3abb5", 2.5, (7, 5)),
    USUAL: LineLook("#6b737d", "#a3abb5", 2.0, (2, 4)),
    SCENARIO: LineLook("#0072b2", "#56b4e9", 3.5),
    "Pinned A": LineLook("#b34700", "#ff9a5c", 2.5, (10, 3, 2, 3), "A"),
    "Pinned B": LineLook("#00694b", "#3fcf9f", 2.5, (4, 3), "B"),
    "Pinned C": LineLook("#8a3d77", "#e29ccf", 2.5, (12, 4), "C"),
}
OFFICIAL_ON_LIGHT, OFFICIAL_ON_DARK = "#1f2328", "#f2f4f6"
