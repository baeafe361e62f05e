"""THE MODEL: one run, start to finish. What other packages may use is named here."""

from typing import TYPE_CHECKING, Any

from abm import catalogue, patterns, targets
from abm.branching import Branching
from abm.checks import BooksDoNotClose
from abm.compiling import PartToCompile, compile_part, parts_to_compile
from abm.cutting import UNCUT, Cuts, Held, Nudged, Severed
from abm.errors import InputError, nearest_choice
from abm.facts import AuthorityFacts, authority_facts
from abm.facts import authority_names as authorities
from abm.following import run_following
from abm.groups import NAMES as GROUPINGS
from abm.groups import check_groupings
from abm.links import Link, Loop, links, links_from, loops
from abm.many import run_many
from abm.month import MONTH
from abm.packages import Package, package, packages, with_packages
from abm.provenance import model_digest, provenance
from abm.results import EVERYBODY, Results
from abm.rules import rules
from abm.run import run
from abm.saving import Restored, restore, save
from abm.scenario import DEMO, ENGLAND, Dose, Scenario, authority, demo, england
from abm.validation import check
from abm.worlds.sampling import balance as sample_balance
from abm.worlds.sampling import members as sample_of_authorities
from agents.compiling import cache_in_use, is_cache_shared, is_compiled, note_compiled

if TYPE_CHECKING:
    from abm.model import Model

__all__ = [
    "DEMO",
    "ENGLAND",
    "EVERYBODY",
    "GROUPINGS",
    "MONTH",
    "UNCUT",
    "AuthorityFacts",
    "BooksDoNotClose",
    "Branching",
    "Cuts",
    "Dose",
    "Held",
    "InputError",
    "Link",
    "Loop",
    "Model",
    "Nudged",
    "Package",
    "PartToCompile",
    "Restored",
    "Results",
    "Scenario",
    "Severed",
    "authorities",
    "authority",
    "authority_facts",
    "cache_in_use",
    "catalogue",
    "check",
    "check_groupings",
    "compile_part",
    "demo",
    "england",
    "is_cache_shared",
    "is_compiled",
    "links",
    "links_from",
    "loops",
    "model_digest",
    "nearest_choice",
    "note_compiled",
    "package",
    "packages",
    "parts_to_compile",
    "patterns",
    "provenance",
    "restore",
    "rules",
    "run",
    "run_following",
    "run_many",
    "sample_balance",
    "sample_of_authorities",
    "save",
    "targets",
    "with_packages",
]


def __getattr__(name: str) -> Any:
    """``Model``, with Mesa, is loaded when it is first asked for: a run does without, and starts sooner."""
    if name != "Model":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from abm.model import Model  # noqa: PLC0415  see above

    return Model
