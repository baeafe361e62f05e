"""What the speed of the model is held against: memory's limit, objects, and an earlier run."""

import itertools
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from abm import InputError, Model
from experiments.bench import SMALLEST, Timing
from experiments.per_object import PerObjectModel

BYTES_COPIED = 2**28
COPY_REPEATS = 5
OBJECT_MONTHS = 3


class Limit(NamedTuple):
    """What memory alone allows: state that a person takes, and how fast this machine copies."""

    bytes_per_person: int
    copied_gb_per_second: float

    @property
    def ns_per_person_month(self) -> float:
        """Time to copy a person's state once."""
        return self.bytes_per_person / self.copied_gb_per_second


class Objects(NamedTuple):
    """One month of families as objects beside one of the model, in one process, in ns a person."""

    people: int
    per_object_ns: float
    model_ns: float

    @property
    def ratio(self) -> float:
        """How many times faster the model is, though its month holds more."""
        return self.per_object_ns / self.model_ns


def further_ratios(measured: Sequence[Timing], limit: Limit, objects: Objects) -> dict[str, float]:
    """Return how near the largest case is to the limit, and the gain over objects.

    ``times_the_limit`` is the time of a month over the time to copy the state once.
    """
    largest = max(measured, key=lambda timing: (timing.people, timing.threads))
    return {
        "times_the_limit": round(largest.ns_per_person_month / limit.ns_per_person_month, 2),
        "times_as_fast_as_objects": round(objects.ratio, 1),
    }


def measure_limit(threads: int) -> Limit:
    """Copy a large block on ``threads`` threads, the best of some repeats, and count the state."""
    source = np.ones(BYTES_COPIED // 8)
    target = np.empty_like(source)
    edges = [source.size * part // threads for part in range(threads + 1)]
    parts = [slice(first, last) for first, last in itertools.pairwise(edges)]
    with ThreadPoolExecutor(threads) as pool:
        seconds = min(_copy_seconds(pool, target, source, parts) for _ in range(COPY_REPEATS))
    return Limit(state_bytes_per_person(), BYTES_COPIED / seconds / 1e9)


def state_bytes_per_person() -> int:
    """Bytes that a child and its family take in the tables."""
    model = Model(SMALLEST.world, SMALLEST.start, SMALLEST.to, SMALLEST.people, rng=SMALLEST.seed)
    return sum(column.itemsize for table in (model.children, model.families) for column in table)


def time_objects(people: int) -> Objects:
    """Time months of the families of one demo world as objects, and of the whole model, in turn."""
    model = Model("demo", 2010, 2012, people, rng=1)
    objects = PerObjectModel(model)
    model.simulation.step()  # the first month loads the compiled code
    pairs = [(_seconds(objects.step), _seconds(model.simulation.step)) for _ in range(OBJECT_MONTHS)]
    n = len(objects.families)
    slow, fast = (min(seconds) * 1e9 / n for seconds in zip(*pairs, strict=True))
    return Objects(n, round(slow, 1), round(fast, 2))


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _copy_seconds(pool: ThreadPoolExecutor, target: Any, source: Any, parts: list[slice]) -> float:
    started = time.perf_counter()
    list(pool.map(lambda part: np.copyto(target[part], source[part]), parts))
    return time.perf_counter() - started


def compared(now: dict[str, float], then: dict[str, float]) -> pd.DataFrame:
    """Return one row for each ratio that both records hold: then, now, and now over then."""
    names = [name for name in now if name in then]
    rows = [
        (name.replace("_", " "), then[name], now[name], round(now[name] / then[name], 3)) for name in names
    ]
    return pd.DataFrame(rows, columns=["ratio", "then", "now", "now over then"])


def read_ratios(path: Path) -> dict[str, float]:
    """Return the ratios of a record that ``sendlab bench --json`` printed; raises ``InputError``."""
    try:
        ratios_then = json.loads(path.read_text(encoding="utf-8"))["ratios"]
        return {str(name): float(value) for name, value in ratios_then.items()}
    except OSError as error:
        raise InputError(str(path), "", f"a readable file ({error.strerror})", "Check the path.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        remedy = "Make one with: sendlab bench --json > bench.json"
        raise InputError(str(path), "ratios", "a record of sendlab bench", remedy) from None
