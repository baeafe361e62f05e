"""A chart as a picture in SVG, for downloads and for the printed briefing; no library draws it."""

import html
import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from experiments.views.chart_lines import SCENARIO, ChartLines
from experiments.views.line_looks import LOOKS, OFFICIAL_ON_LIGHT

WIDTH, HEIGHT = 640, 340
LEFT, RIGHT, TOP, BOTTOM = 74, 26, 66, 44
INK, GRID = "#2b3138", "#dfe4ea"
LETTER_WIDTH = 7.4  # pixels a letter of the key takes, about
SMALLEST_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class Frame(NamedTuple):
    """Where a year and a value lie on the picture."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    ticks: list[float]


def chart_svg(chart: ChartLines) -> str:
    """The chart with title, unit, key, axes, band, lines and official points, ``WIDTH`` by ``HEIGHT``."""
    frame = _frame(chart)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="Arial, Helvetica, sans-serif" font-size="13" fill="{INK}">',
        f"<title>{html.escape(chart.label)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="8" y="20" font-size="16" font-weight="bold">{html.escape(chart.label)}</text>',
        f'<text x="8" y="38">{html.escape(chart.look.unit)}</text>',
        *_key(chart),
        *_axes(chart, frame),
        *_band(chart, frame),
        *_policy(chart, frame),
        *(_line(name, chart, frame) for name in chart.lines),
        *_official(chart, frame),
        "</svg>",
    ]
    return "\n".join(parts)


def nice_ticks(low: float, high: float, n: int = 4) -> list[float]:
    """Round numbers from at or below ``low`` to at or above ``high``, about ``n`` steps apart."""
    largest = max(abs(low), abs(high))
    # A line that is flat but for rounding is given room as if it were quite flat.
    span = high - low if high - low > 1e-9 * max(largest, 1e-3) else max(largest, 1e-3)
    power = 10.0 ** math.floor(math.log10(span / n))
    step = next(power * size for size in SMALLEST_STEPS if power * size >= span / n)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * i for i in range(first, max(last, first + 1) + 1)]


def _frame(chart: ChartLines) -> Frame:
    over = chart.look.over
    values = [value for name in chart.lines for value in chart.at(name).values()]
    values += [point.value / over for point in chart.official]
    values += [end for ends in chart.band_at().values() for end in ends]
    ticks = nice_ticks(min(values), max(values))
    first, last = chart.years[0], chart.years[-1]
    across, down = (WIDTH - LEFT - RIGHT) / max(1, last - first), HEIGHT - TOP - BOTTOM
    height = down / (ticks[-1] - ticks[0])
    return Frame(
        x=lambda year: LEFT + (year - first) * across,
        y=lambda value: TOP + down - (value - ticks[0]) * height,
        ticks=ticks,
    )


def _axes(chart: ChartLines, frame: Frame) -> Iterator[str]:
    step = abs(frame.ticks[1] - frame.ticks[0])
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step < 10 else 0
    decimals += 1 if decimals and round(step * 10**decimals) != round(step * 10**decimals, 6) else 0
    for tick in frame.ticks:
        y = frame.y(tick)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{GRID}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:,.{decimals}f}</text>'
    every = 5 if len(chart.years) > 14 else 2
    for year in chart.years:
        if year % every == 0 or (every == 2 and year == chart.years[-1]):
            yield f'<text x="{frame.x(year):.1f}" y="{HEIGHT - 20}" text-anchor="middle">{year}</text>'


def _line(name: str, chart: ChartLines, frame: Frame) -> str:
    look = LOOKS[name]
    points = [(frame.x(year), frame.y(value)) for year, value in chart.at(name).items()]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{" ".join(map(str, look.dashes))}"' if look.dashes else ""
    drawn = f'<path d="M{path}" fill="none" stroke="{look.on_light}" stroke-width="{look.width}"{dashes}/>'
    if look.letter and points:
        x, y = points[-1]
        drawn += f'<text x="{x + 6:.1f}" y="{y + 5:.1f}" font-weight="bold">{look.letter}</text>'
    return drawn


def _band(chart: ChartLines, frame: Frame) -> Iterator[str]:
    if chart.band:
        band = chart.band_at()
        upper = [(frame.x(year), frame.y(ends[1])) for year, ends in band.items()]
        lower = [(frame.x(year), frame.y(ends[0])) for year, ends in band.items()]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in [*upper, *reversed(lower)])
        yield f'<path d="M{path}Z" fill="{LOOKS[SCENARIO].on_light}" fill-opacity="0.2"/>'


def _policy(chart: ChartLines, frame: Frame) -> Iterator[str]:
    if chart.policy_year in chart.years:
        x = frame.x(float(chart.policy_year or 0))
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{INK}" stroke-dasharray="2 4"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - 5}" text-anchor="middle">policy {chart.policy_year}</text>'


def _official(chart: ChartLines, frame: Frame) -> Iterator[str]:
    for point in chart.official:
        x, y = frame.x(point.year), frame.y(point.value / chart.look.over)
        fill = OFFICIAL_ON_LIGHT if point.is_fitted else "#ffffff"
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" '
            f'stroke="{OFFICIAL_ON_LIGHT}" stroke-width="2"/>'
        )


def _key(chart: ChartLines) -> Iterator[str]:
    """What each line is, in a row under the unit, from the left."""
    x = float(LEFT)
    for name in chart.lines:
        look = LOOKS[name]
        dashes = f' stroke-dasharray="{" ".join(map(str, look.dashes))}"' if look.dashes else ""
        yield (
            f'<path d="M{x:.0f} 52h26" stroke="{look.on_light}" stroke-width="{look.width}"{dashes}/>'
            f'<text x="{x + 31:.0f}" y="56">{html.escape(name)}</text>'
        )
        x += 46 + LETTER_WIDTH * len(name)
    if chart.official:
        yield f'<circle cx="{x + 5:.0f}" cy="52" r="4" fill="{OFFICIAL_ON_LIGHT}"/>'
        yield f'<text x="{x + 15:.0f}" y="56">Official</text>'
