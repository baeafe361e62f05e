"""The page of SEND Lab: its routes and the state they share. Start it with ``solara run app.py``.

State made with ``solara.reactive`` belongs to one visitor. Nothing leaves this machine: Solara's
telemetry is off, and scripts and fonts come from the installed ``solara-assets``.
"""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import solara
from solara.server import settings

import experiments
from experiments.views.address import from_query, to_query
from experiments.views.answers import make_ready_if_asked
from experiments.views.choice import Choice
from experiments.views.evidence import Evidence
from experiments.views.explore import Explore
from experiments.views.frame import Address, Frame
from experiments.views.levers import Edit
from experiments.views.mesa_page import MesaPage
from experiments.views.predicting import MARKS
from experiments.views.small_world import SmallWorld
from experiments.views.trail import Trail

settings.telemetry.mixpanel_enable = False
settings.theme.title = "SEND Lab"
settings.theme.show_banner = False
settings.theme.force_refresh = True  # after a restart of the server the page comes back by its address
settings.kernel.cull_timeout = "2h"  # a closed laptop's run is forgotten the same afternoon
settings.assets.extra_locations.append(str(Path(experiments.__file__).parent / "assets"))
# Draw only what changed: else every report of progress takes as long as the months that it reports on.
os.environ.setdefault("REACTON_FAST", "1")
make_ready_if_asked()
choice = solara.reactive(Choice())
trail = solara.reactive(Trail())
problems: solara.Reactive[tuple[str, ...]] = solara.reactive(())


@solara.component
def ExplorePage() -> None:
    """Pick a world, pull levers, read the answer; the address of the page holds the choice."""
    router = solara.use_router()

    def restore() -> None:
        if router.search:  # without a query, as on the way back from another page, the choice stays
            found, wrong = from_query(router.search, MARKS)
            choice.value, problems.value = found, tuple(wrong)

    def choose(edit: Callable[[Choice], Choice]) -> None:
        choice.value = edit(choice.peek())

    def change(edit: Edit, moved: str) -> None:
        left = choice.peek().scenario
        if (scenario := edit(left)) != left:
            trail.value = trail.peek().after(left, moved, time.monotonic())
            choice.value = replace(choice.peek(), scenario=scenario)

    def step(is_back: bool) -> None:
        there = trail.peek().back if is_back else trail.peek().forward
        trail.value, scenario = there(choice.peek().scenario)
        choice.value = replace(choice.peek(), scenario=scenario)

    solara.use_memo(restore, [router.search])
    if problems.value:
        solara.Warning("Not all of the link could be read. " + " ".join(problems.value))
    Explore(choice.value, trail.value, choose, change, step)
    Address(query=to_query(choice.value))


routes = [
    solara.Route("/", component=ExplorePage, layout=Frame, label="Explore"),
    solara.Route("small-world", component=SmallWorld, label="One small world"),
    solara.Route("evidence", component=Evidence, label="Evidence"),
    solara.Route("mesa", component=MesaPage, label="Mesa view"),
]
