"""Which world: England as a sample, any local authority by name, or a made-up one; and its real facts."""

from collections.abc import Callable
from functools import cache
from typing import Any

import reacton.ipyvuetify as v
import solara

from abm import AuthorityFacts, Scenario, authorities, authority_facts, sample_balance, sample_of_authorities
from experiments.views.choice import (
    LARGEST_SEED,
    SAMPLE_OF_ENGLAND,
    STARTS,
    from_start,
    in_world,
)
from experiments.views.choosing import ChooseOne
from experiments.views.levers import Change
from experiments.wording import millions, per_cent, tenths, whole

SAMPLES = (SAMPLE_OF_ENGLAND, 10, 20)
START_LABELS = {2010: "2010: history first", 2025: "2025: from today"}
START_WORDS = {
    2010: "A run from 2010 is given law, money, accountability and cohorts of each year, and no outcome "
    "of any.",
    2025: "A run from 2025 starts with the place's own plans, placements and SEN support of 2025, and its "
    "requests, refusals, waits, suspensions and exclusions of 2024, and its share of England's appeals by "
    "refusals and plans. What brought them about is taken as given.",
}

# What a room wants to know of its own authority: words, field of the facts, how it is written.
FACTS: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("Region", "region", str),
    ("Children under 18 (2024)", "population_0_17_2024", whole),
    ("Plans (January 2025)", "plans_2025", whole),
    ("Pupils with a plan (2025)", "ehcp_pupils_pct_2025", per_cent),
    ("Pupils on SEN support (2025)", "sen_support_pct_2025", per_cent),
    ("Requests for assessment (2024)", "requests_2024", whole),
    ("of which refused (2024)", "requests_refused_pct_2024", "{:.0f}%".format),
    ("New plans within 20 weeks (2024)", "within_20_weeks_pct_2024", "{:.0f}%".format),
    (
        "Permanent exclusions, secondary, per 100 pupils (2024)",
        "permanent_exclusions_secondary_pct_2024",
        "{:.2f}".format,
    ),
    ("Suspensions, secondary, per 100 pupils (2024)", "suspensions_secondary_pct_2024", "{:.1f}".format),
    ("High needs block (2023-24)", "high_needs_block_gbp_2023_24", millions),
    ("Grant deficit, share of income (March 2022)", "dsg_cumulative_deficit_pct_income_2022", per_cent),
    ("Free school meals, secondary (2025)", "fsm_secondary_pct_2025", "{:.0f}%".format),
)
MADE_UP = "A made-up authority of 2,000 children with England's mean rates, for teaching: it answers soonest."
FACTS_SOURCE = "Department for Education and Office for National Statistics, Open Government Licence v3.0."
BALANCE_WORDS: dict[str, tuple[str, Callable[[float], str]]] = {
    "income_deprivation_share": ("Income deprivation", tenths),
    "high_needs_gbp_per_child_2023_24": ("High needs block for each child", "£{:,.0f}".format),
    "ehcp_pupils_pct_2016": ("Pupils with a plan, 2016", "{:.2f}%".format),
    "sen_support_pct_2016": ("Pupils on SEN support, 2016", per_cent),
    "fsm_secondary_pct_2016": ("Free school meals, secondary, 2016", per_cent),
    "n_authorities": ("Number of authorities", "{:.0f}".format),
}


@solara.component
def WorldPicker(scenario: Scenario, on_change: Change) -> None:
    """Which world, from which year, under which luck, and what is known of it."""

    def set_world(key: str | None) -> None:
        if key is not None and key != world_key(scenario):
            on_change(lambda now: in_world(now, *world_of(key)), "world")

    v.Autocomplete(
        label="Local authority, or England",
        items=world_items(world_key(scenario)),
        v_model=world_key(scenario),
        on_v_model=set_world,
        hide_details=True,
        auto_select_first=True,
        menu_props={"maxHeight": 360},
    )
    with solara.Row(gap="12px", classes=["start-and-seed"]):
        ChooseOne(
            label="Start",
            items=[{"text": START_LABELS[year], "value": year} for year in STARTS],
            value=scenario.start,
            on_value=lambda year: on_change(lambda now: from_start(now, int(year)), "start"),
        )
        v.TextField(
            label="Luck (seed)",
            type="number",
            v_model=str(scenario.seed),
            on_v_model=lambda text: on_change(lambda now: with_seed(now, text), "seed"),
            class_="seed",
            hide_details=True,
        )
    Facts(scenario.world, scenario.authorities, scenario.start)


@solara.component
def Facts(world: str, n_authorities: int, start: int) -> None:
    """What is officially known of a world and what a run takes of it, folded away until somebody asks."""
    rows = solara.use_memo(lambda: fact_rows(world, n_authorities), [world, n_authorities])
    with v.Html(tag="details", class_="world-facts"):
        v.Html(tag="summary", children=["Facts and sources" if rows.source else "What this is"])
        solara.HTML("p", rows.words)
        FactTable(rows=[list(pair) for pair in rows.pairs])
        solara.HTML("p", START_WORDS[start])
        if rows.source:
            solara.HTML("p", rows.source)


@solara.component
def FactTable(rows: list[list[str]]) -> None:
    """Pairs of words and figures, one a line."""
    with v.Html(tag="dl"):
        for words, figure in rows:
            v.Html(tag="dt", children=[words])
            v.Html(tag="dd", children=[figure])


class FactRows:
    """What is said of a world: a sentence, pairs of words and figures, and where they come from."""

    def __init__(self, words: str, pairs: list[tuple[str, str]], source: str) -> None:
        self.words, self.pairs, self.source = words, pairs, source


def fact_rows(world: str, n_authorities: int) -> FactRows:
    """What is officially known of a world; of a sample, how it lies against England."""
    if world == "demo":
        words = MADE_UP
        return FactRows(words, [], "")
    if world == "england":
        return _sample_rows(n_authorities)
    facts = authority_facts(world)
    return FactRows(facts.caution, _known(facts), FACTS_SOURCE)


def world_items(chosen: str | None = None) -> list[dict[str, str]]:
    """What can be picked, in the order of the list: England, the demo, every authority by name.

    What is ``chosen`` comes first: the field shows all of them to whoever types that name once more, and
    Enter takes the first.
    """
    return sorted(_world_items(), key=lambda item: item["value"] != chosen)


@cache
def _world_items() -> list[dict[str, str]]:
    england = [
        {"text": f"England: a sample of {size} whole authorities", "value": f"england {size}"}
        for size in SAMPLES
    ]
    demo = {"text": "Demo: a small made-up authority", "value": "demo"}
    return [*england, demo, *({"text": name, "value": name} for name in authorities())]


def world_key(scenario: Scenario) -> str:
    """What stands for the scenario's world in the list."""
    return f"england {scenario.authorities}" if scenario.world == "england" else scenario.world


def world_of(key: str) -> tuple[str, int]:
    """The world and the size of its sample that a key of the list stands for."""
    name, _, size = key.rpartition(" ")
    return ("england", int(size)) if name == "england" else (key, 0)


def with_seed(scenario: Scenario, text: str | None) -> Scenario:
    """The scenario under the luck that was typed, if that is a seed; as it is otherwise."""
    if text and text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_SEED)):
        return scenario.with_changes(seed=int(text))
    return scenario


def _known(facts: AuthorityFacts) -> list[tuple[str, str]]:
    values = [(words, getattr(facts, field), write) for words, field, write in FACTS]
    return [(words, "not returned" if value is None else write(value)) for words, value, write in values]


def _sample_rows(n_authorities: int) -> FactRows:
    names = ", ".join(member.name for member in sample_of_authorities(n_authorities))
    words = (
        f"{n_authorities} whole authorities stand for all 151, weighted: {names}. "
        "The smaller the sample, the sooner the answer and the larger its bias; here is how it lies."
    )
    pairs = []
    for row in sample_balance(n_authorities):
        name, write = BALANCE_WORDS[row.fact]
        pairs.append((name, f"{write(row.sample)} (England {write(row.england)})"))
    return FactRows(words, pairs, FACTS_SOURCE)
