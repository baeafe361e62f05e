"""Packages to load, and what each of them is and lacks."""

import html

import reacton.ipyvuetify as v
import solara

from abm import Dose, Package, Scenario, catalogue, packages
from experiments.views.choice import OWN_MIX, pulled, with_package
from experiments.views.choosing import ChooseOne
from experiments.views.levers import Change, lever_titles


@solara.component
def Presets(scenario: Scenario, on_change: Change) -> None:
    """A list of packages; loading one replaces every lever, and undo brings them back."""
    name = package_pulled(scenario)
    items = [{"text": each.title, "value": key} for key, each in packages().items()]
    if name == OWN_MIX:
        items = [{"text": "Our own mix of levers", "value": OWN_MIX}, *items]
    ChooseOne(
        label="Package",
        items=items,
        value=name,
        on_value=lambda chosen: on_change(lambda now: with_package(now, str(chosen)), "package"),
    )
    # Always there, so that no slider jumps under a hand that leaves a package.
    with v.Html(tag="details", class_="package-facts"):
        v.Html(tag="summary", children=["What this package is, and lacks here"])
        about = own_mix_html(scenario) if name == OWN_MIX else package_html(packages()[name])
        solara.HTML("div", about)


def package_pulled(scenario: Scenario) -> str:
    """The package whose levers are pulled, exactly, or ``OWN_MIX``."""
    levers = pulled(scenario)
    for name, package in packages().items():
        if dict(package.levers) == levers:
            return name
    return OWN_MIX


def own_mix_html(scenario: Scenario) -> str:
    """The levers that are pulled, one a line, where they are no package."""
    titles = lever_titles()
    lines = [
        f"<li>{html.escape(f'{titles[name]}: {said(dose)}')}</li>" for name, dose in pulled(scenario).items()
    ]
    return f"<ul>{''.join(lines)}</ul>"


def said(dose: Dose) -> str:
    """A dose in a short phrase, such as ``60% from 2028``."""
    return f"{dose.dose:.0%} from {dose.start:g}"


def package_html(package: Package) -> str:
    """What a package changes, its notes, its source, and what of it the model does not have."""
    sources = catalogue.sources().set_index("key")
    parts = [f"<p>{html.escape(package.changes)}</p>"]
    if package.notes:
        parts.append(f"<p>{html.escape(package.notes)}</p>")
    source = sources.loc[package.source]
    parts.append(f"<p>Source: {html.escape(f'{source.publisher} ({source.year}). {source.title}')}.</p>")
    if package.not_in_model:
        lacking = "".join(
            f"<li>{html.escape(what)}: {html.escape(why)}</li>" for what, why in package.not_in_model.items()
        )
        parts.append(f"<p>Not in the model:</p><ul>{lacking}</ul>")
    return "".join(parts)
