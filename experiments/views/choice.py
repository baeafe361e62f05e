"""What one visitor has chosen: a world, a start, luck and levers; kept in the page's address."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from abm import Dose, Scenario

DEFAULT_WORLD = "Leeds"
DEFAULT_YEAR = 2026
DEFAULT_START = 2025  # answers in half the time of a run through history
STARTS = (2010, 2025)
LAST_YEAR = 2035
LARGEST_SEED = 9999


@dataclass(frozen=True)
class Pull:
    """How far one lever is pulled, in percent, and the calendar year from which."""

    percent: int = 0
    year: int = DEFAULT_YEAR


@dataclass(frozen=True)
class Choice:
    """A world, the year its run starts in, a seed and the levers pulled, by name."""

    world: str = DEFAULT_WORLD
    start: int = DEFAULT_START
    seed: int = 1
    pulls: tuple[tuple[str, Pull], ...] = ()

    def pull(self, lever: str) -> Pull:
        """How far ``lever`` is pulled: not at all unless said otherwise."""
        return dict(self.pulls).get(lever, Pull())

    def with_pull(self, lever: str, pull: Pull) -> "Choice":
        """The same choice with one lever set."""
        kept = {**dict(self.pulls), lever: pull}
        return replace(self, pulls=tuple(sorted((name, it) for name, it in kept.items() if it != Pull())))

    def pulled(self) -> dict[str, Pull]:
        """The levers that do something."""
        return {name: pull for name, pull in self.pulls if pull.percent > 0}

    def status_quo(self) -> Scenario:
        """The run with no lever pulled, under the same luck."""
        return Scenario(world=self.world, start=self.start, to=LAST_YEAR, seed=self.seed)

    def scenario(self) -> Scenario:
        """The run with the levers as they are."""
        doses = {
            name: Dose(dose=pull.percent / 100, start=float(max(pull.year, self.start)))
            for name, pull in self.pulled().items()
        }
        return self.status_quo().with_changes(levers=doses)


def to_query(choice: Choice) -> str:
    """Write a choice as the query of an address, leaving out whatever is at its default."""
    plain = Choice()
    said = {
        key: str(getattr(choice, key))
        for key in ("world", "start", "seed")
        if getattr(choice, key) != getattr(plain, key)
    }
    levers = {name: f"{pull.percent}@{pull.year}" for name, pull in choice.pulls}
    return urlencode({**said, **levers})


def from_query(query: str | None, worlds: Collection[str], levers: Collection[str]) -> Choice:
    """Read a choice back from an address; what is unknown or out of range is left at its default."""
    given = dict(parse_qsl(query or ""))
    world, start = given.get("world", DEFAULT_WORLD), _whole(given.get("start"), DEFAULT_START)
    seed = _whole(given.get("seed"), 1)
    choice = Choice(
        world=world if world in worlds else DEFAULT_WORLD,
        start=start if start in STARTS else DEFAULT_START,
        seed=seed if 0 <= seed <= LARGEST_SEED else 1,
    )
    for name in levers:
        percent, _, year = given.get(name, "").partition("@")
        pull = Pull(
            percent=min(max(_whole(percent, 0), 0), 100),
            year=min(max(_whole(year, DEFAULT_YEAR), STARTS[0]), LAST_YEAR),
        )
        choice = choice.with_pull(name, pull)
    return choice


def _whole(text: str | None, otherwise: int) -> int:
    """Read a whole number of at most nine digits; anything else is ``otherwise``."""
    digits = (text or "").removeprefix("-")
    readable = digits.isascii() and digits.isdigit() and len(digits) < 10
    return int(text or "") if readable else otherwise
