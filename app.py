"""The page of SEND Lab: its routes and the state they share. Start it with ``solara run app.py``.

State made with ``solara.reactive`` belongs to one visitor. Nothing leaves this machine: Solara's
telemetry is off, and scripts and fonts come from the installed ``solara-assets``.
"""

from pathlib import Path

import solara
from solara.server import settings

import experiments
from abm import authorities, catalogue
from experiments.views.choice import Choice, from_query, to_query
from experiments.views.evidence import Evidence
from experiments.views.explore import Explore
from experiments.views.frame import Address, Frame
from experiments.views.mesa_page import MesaPage
from experiments.views.small_world import SmallWorld

settings.telemetry.mixpanel_enable = False
settings.theme.title = "SEND Lab"
settings.theme.show_banner = False
settings.theme.force_refresh = True  # after a restart of the server the page comes back by its address
settings.kernel.cull_timeout = "2h"  # a closed laptop's run is forgotten the same afternoon
settings.assets.extra_locations.append(str(Path(experiments.__file__).parent / "assets"))

choice = solara.reactive(Choice())


@solara.component
def ExplorePage() -> None:
    """Pick an authority, pull levers, read the answer; the address of the page holds the choice."""
    router = solara.use_router()

    def restore() -> None:
        choice.set(from_query(router.search, ["demo", *authorities()], list(catalogue.levers()["name"])))

    solara.use_memo(restore, [router.search])
    Explore(choice.value, choice.set)
    Address(query=to_query(choice.value))


@solara.component
def SmallWorldPage() -> None:
    """Watch one small world, month by month."""
    SmallWorld()


@solara.component
def EvidencePage() -> None:
    """Where every number comes from, and what not to conclude."""
    Evidence()


routes = [
    solara.Route("/", component=ExplorePage, layout=Frame, label="Explore"),
    solara.Route("small-world", component=SmallWorldPage, label="One small world"),
    solara.Route("evidence", component=EvidencePage, label="Evidence"),
    solara.Route("mesa", component=MesaPage, label="Mesa view"),
]
