"""A chart as ECharts reads it."""

from typing import Any

from experiments.views.chart_lines import SCENARIO, ChartLines
from experiments.views.line_looks import LOOKS, OFFICIAL_ON_DARK, OFFICIAL_ON_LIGHT


def chart_option(chart: ChartLines, dark: bool, size: int = 14) -> dict[str, Any]:
    """The chart on light or ``dark``, with letters of ``size`` pixels; its axis may start above nought."""
    ink = "#e6e8eb" if dark else "#2b3138"
    years = [str(year) for year in chart.years]
    series = [_line(name, chart, dark, size) for name in chart.lines]
    if chart.policy_year is not None and str(chart.policy_year) in years:
        at_left = chart.policy_year < chart.years[len(years) // 2]
        series[-1]["markLine"] = _policy_mark(chart.policy_year, ink, at_left, size)
    return {
        "animation": False,
        "textStyle": {"color": ink, "fontSize": size},
        "grid": {"left": 6, "right": 22, "top": 26, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": {"type": "category", "data": years, "axisLabel": {"color": ink, "fontSize": size}},
        "yAxis": {
            "type": "value",
            "scale": True,
            "axisLabel": {"color": ink, "fontSize": size},
            "splitLine": {"lineStyle": {"color": "#3a4149" if dark else "#e3e7ec"}},
            "splitNumber": 4,
        },
        "series": [*_band(chart, dark), *series, *_official(chart, dark)],
    }


def _line(name: str, chart: ChartLines, dark: bool, size: int) -> dict[str, Any]:
    look, values = LOOKS[name], chart.at(name)
    colour = look.on_dark if dark else look.on_light
    dashes = {"type": list(look.dashes)} if look.dashes else {}
    letter = {"show": bool(look.letter), "formatter": look.letter, "color": colour, "fontSize": size + 2}
    return {
        "name": name,
        "type": "line",
        "data": [_rounded(values.get(year), chart) for year in chart.years],
        "showSymbol": False,
        "connectNulls": False,
        "lineStyle": {"width": look.width, "color": colour, **dashes},
        "itemStyle": {"color": colour},
        "endLabel": {**letter, "fontWeight": "bold"},
        "emphasis": {"disabled": True},
        "z": 3,
    }


def _band(chart: ChartLines, dark: bool) -> list[dict[str, Any]]:
    """The band as an invisible line at its lower edge and, stacked on it, an area up to its upper one."""
    if not chart.band:
        return []
    look, band = LOOKS[SCENARIO], chart.band_at()
    low = {year: ends[0] for year, ends in band.items()}
    wide = {year: ends[1] - ends[0] for year, ends in band.items()}
    plain = {
        "type": "line",
        "stack": "luck",
        "stackStrategy": "all",
        "showSymbol": False,
        "lineStyle": {"opacity": 0},
        "silent": True,
        "tooltip": {"show": False},
        "emphasis": {"disabled": True},
        "z": 1,
    }
    fill = {"color": look.on_dark if dark else look.on_light, "opacity": 0.22}
    return [
        {**plain, "name": "luck, lowest", "data": [_rounded(low.get(y), chart) for y in chart.years]},
        {
            **plain,
            "name": "luck, range",
            "data": [_rounded(wide.get(y), chart) for y in chart.years],
            "areaStyle": fill,
        },
    ]


def _official(chart: ChartLines, dark: bool) -> list[dict[str, Any]]:
    if not chart.official:
        return []
    ink, paper = (OFFICIAL_ON_DARK, "#1e2328") if dark else (OFFICIAL_ON_LIGHT, "#ffffff")
    points = [
        {
            "value": [str(point.year), round(point.value / chart.look.over, chart.look.decimals + 1)],
            "itemStyle": {"color": ink if point.is_fitted else paper, "borderColor": ink, "borderWidth": 2},
        }
        for point in chart.official
    ]
    return [{"name": "Official", "type": "scatter", "symbolSize": 9, "data": points, "z": 4}]


def _rounded(value: float | None, chart: ChartLines) -> float | None:
    return None if value is None else round(value, chart.look.decimals + 1)


def _policy_mark(year: int, ink: str, at_left: bool, size: int) -> dict[str, Any]:
    label = {"formatter": f"policy {year}", "color": ink, "position": "end", "rotate": 0}
    return {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"type": "dotted", "color": ink, "width": 2},
        "label": {**label, "fontSize": size, "align": "left" if at_left else "right"},
        "data": [{"xAxis": str(year)}],
    }
