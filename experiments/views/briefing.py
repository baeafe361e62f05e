"""One page to pass upwards: the package, what it does, charts, levers, caveats and sources, as HTML."""

import html
from collections.abc import Iterable
from pathlib import Path

import experiments
from abm import Scenario, catalogue
from experiments.views.answers import Answer, Beside
from experiments.views.assumptions import shown_parameters
from experiments.views.caveats import CAVEATS, LICENCE, LICENCE_ADDRESS, LICENCE_NAME
from experiments.views.chart_lines import chart_lines, measures_by_name, whose_points
from experiments.views.choice import Choice, place_of, pulled
from experiments.views.headlines import HEADLINES, at_end
from experiments.views.levers import described_levers
from experiments.views.line_svg import chart_svg
from experiments.views.pins import pin_name, pin_table_html
from experiments.views.summary import changes_of, summary, what_is_pulled

STYLE = Path(experiments.__file__).parent / "assets" / "briefing.css"
NOT_A_FORECAST = "Model output, not a forecast."


def briefing_html(answer: Answer, beside: Beside, choice: Choice) -> str:
    """The briefing as one HTML file that needs no other; ``choice`` says which charts and pins."""
    scenario = answer.scenario
    title = f"SEND Lab: {what_is_pulled(scenario)} in {place_of(scenario)}"
    if not pulled(scenario):
        title = f"SEND Lab: {place_of(scenario)} on its present course"
    body = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p class='small'>{html.escape(how_it_was_run(answer, beside))}</p>",
        f"<p class='lead'>{html.escape(summary(answer, beside))}</p>",
        headline_table(answer, beside),
        f"<div class='charts'>{_charts(answer, beside, choice)}</div>",
        f"<p class='small'>Points: {html.escape(whose_points(scenario.world))}; hollow ones were not fitted "
        "to. Shade: range over draws of luck.</p>",
        pin_table_html(answer, beside) if beside.pins else "",
        *_levers(scenario),
        *_assumptions(scenario),
        *(f"<p class='small'>{html.escape(words)}</p>" for words in _pins(beside, scenario)),
        "<h2>Before you quote a number</h2>",
        _list(CAVEATS),
        *_sources(scenario, choice.charts),
    ]
    return (
        "<!DOCTYPE html>\n<html lang='en-GB'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        f"<title>{html.escape(title)}</title>"
        f"<style>{STYLE.read_text(encoding='utf-8')}</style></head>\n<body>\n"
        + "\n".join(part for part in body if part)
        + "\n</body></html>\n"
    )


def how_it_was_run(answer: Answer, beside: Beside) -> str:
    """World, years, luck and version in one line."""
    scenario, made = answer.scenario, answer.run.results.provenance
    draws = 1 + len(beside.other_luck)
    return (
        f"{NOT_A_FORECAST} {place_of(scenario)}, from {scenario.start} to {scenario.to}, "
        f"seed {scenario.seed}, {draws} draw{'s' if draws > 1 else ''} of luck. "
        f"Code {made.get('code', 'unknown')}."
    )


def headline_table(answer: Answer, beside: Beside) -> str:
    """Every headline under both runs in the last year, and the change in words."""
    rows = ""
    for headline, said in changes_of(answer, beside).items():
        pair = at_end(headline, answer.status_quo.years, answer.run.years)
        luck = f" ({said.luck})" if said.luck else ""
        rows += (
            f"<tr><th scope='row'>{headline.label}</th><td>{headline.show(pair.status_quo)}</td>"
            f"<td>{headline.show(pair.scenario)}</td><td class='{said.verdict}'>{said.words}{luck}</td></tr>"
        )
    heads = ("Headline", "Status quo", "With the package", "Change")
    top = "".join(f"<th scope='col'>{head}</th>" for head in heads)
    caption = f"{len(HEADLINES)} headlines in {answer.scenario.to}"
    return f"<table><caption>{caption}</caption><tr>{top}</tr>{rows}</table>"


def _charts(answer: Answer, beside: Beside, choice: Choice) -> str:
    return "".join(chart_svg(chart_lines(measure, answer, beside)) for measure in choice.charts)


def _levers(scenario: Scenario) -> Iterable[str]:
    doses = pulled(scenario)
    if not doses:
        return
    about = {lever["name"]: lever for lever in described_levers()}
    yield "<h2>What is pulled</h2>"
    columns = ("Lever", "Dose", "What it is", "Side-effects to look for", "Cost", "Evidence")
    yield "<table><tr>" + "".join(f"<th scope='col'>{head}</th>" for head in columns) + "</tr>"
    for name, dose in doses.items():
        lever = about[name]
        said = f"{dose.dose:.0%} from {dose.start:g}"
        said += f", over {dose.ramp_years:g} years" if dose.ramp_years > 1 else ""
        said += f", in {dose.coverage:.0%} of {lever['reaches']}" if dose.coverage < 1 else ""
        cells = (
            lever["title"],
            said,
            *(lever[key] for key in ("meaning", "side_effects", "cost")),
            " ".join(part for part in (lever["evidence"], lever["finding"]) if part),
        )
        yield "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</table>"


def _assumptions(scenario: Scenario) -> Iterable[str]:
    if scenario.parameters:
        usual = {one["name"]: one for one in shown_parameters()}
        yield "<h2>Assumptions changed on both sides</h2>"
        yield _list(
            f"{usual[name]['meaning']}: {value:g} (usually {usual[name]['default']:g} {usual[name]['unit']})"
            for name, value in scenario.parameters.items()
        )


def _pins(beside: Beside, scenario: Scenario) -> Iterable[str]:
    for letter, run in beside.pins.items():
        yield f"{letter} is {pin_name(run.scenario, scenario)}."


def _sources(scenario: Scenario, charts: Iterable[str]) -> Iterable[str]:
    levers = catalogue.levers().set_index("name")["source"]
    drawn = {str(measures_by_name()[measure]["official"]) for measure in charts}
    record = catalogue.official_record().set_index("series")["publications"]
    official = [key for series in drawn if series in record for key in str(record[series]).split("; ")]
    keys = dict.fromkeys([*(levers[name] for name in pulled(scenario)), *sorted(official)])
    table = catalogue.sources().set_index("key")
    rows = table.loc[list(keys)].to_dict("records")
    yield "<h2>Sources</h2>"
    yield f"<p class='small'>{LICENCE} <a href='{LICENCE_ADDRESS}'>{LICENCE_NAME}</a>.</p>"
    cited = [f"{row['publisher']} ({row['year']}), {row['title']}" for row in rows]
    said = f"{'; '.join(cited)}. Sources of every parameter: Evidence, in the page."
    yield f"<p class='small'>{html.escape(said)}</p>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ul>"
