"""``sendlab bench``: speed, memory, threads and growth on this machine, as a table or JSON."""

import json
import platform
from pathlib import Path
from typing import Any

from abm import ENGLAND, InputError, authorities, nearest_choice
from experiments.answer_times import Waits, measure_waits
from experiments.bench import Timing, as_record, as_table, cases, ratios, timings
from experiments.command_line import Parser
from experiments.compiling_first import compile_first
from experiments.processes import processors
from experiments.progress import Progress
from experiments.scenario_options import WHERE, count, whole_number
from experiments.yardsticks import (
    Limit,
    Objects,
    compared,
    further_ratios,
    measure_limit,
    read_ratios,
    time_objects,
)

EXAMPLES = """\
sendlab bench
sendlab bench --world Kent --sizes 2000,20000 --threads 1,2 --json > bench.json
sendlab bench --world Kent --sizes 2000,20000 --threads 1,2 --against bench.json"""


def perform(words: list[str]) -> None:
    """Time the cases and print what was found; raises ``InputError``."""
    options = _parser().read(words)
    known = [*authorities(), ENGLAND]
    live = [name.strip() for name in options.live.split(",")]
    for key, name in [("--world", options.world), *(("--live", name) for name in live)]:
        if name not in known:
            raise InputError(WHERE, key, f"a local authority, not {name!r}", nearest_choice(name, known))
    sizes, threads = _numbers("--sizes", options.sizes), _numbers("--threads", options.threads)
    repeats = count("--repeats", options.repeats)
    people_as_objects = count("--objects", options.objects)
    then = read_ratios(Path(options.against)) if options.against else {}
    chosen = cases(sizes, options.world, whole_number("--to", options.to), threads, repeats)
    compile_first()  # so that no case's time and memory are those of the compiler
    progress = Progress(f"{len(chosen)} cases")
    measured: list[Timing] = []
    for done, outcome in enumerate(timings(chosen), start=1):
        if outcome.answer is None:
            raise RuntimeError(f"{chosen[done - 1]}: {outcome.error}")
        measured.append(outcome.answer)
        progress(done, len(chosen), outcome.answer.world)
    progress.close()
    waits = measure_waits(live, count("--scenarios", options.scenarios), repeats, options.cold)
    limit, objects = measure_limit(threads[-1]), time_objects(people_as_objects)
    found = {**ratios(measured), **further_ratios(measured, limit, objects)}
    found["gain_of_many_scenarios"] = waits.gain_of_many
    if options.json:
        record = as_record(measured, found, machine()) | {"seconds": waits.as_record()}
        if then:
            record["compared"] = compared(found, then).to_dict("records")
        print(json.dumps(record, indent=2))  # noqa: T201
        return
    print(as_table(measured).to_string(index=False))  # noqa: T201
    print(in_words(limit, objects))  # noqa: T201
    print(waits_in_words(waits))  # noqa: T201
    _show(found, then)


def _show(found: dict[str, float], then: dict[str, float]) -> None:
    if then:
        print(compared(found, then).to_string(index=False))  # noqa: T201
    else:
        print("\n".join(f"{name.replace('_', ' ')}: {value:g}" for name, value in found.items()))  # noqa: T201
    print(", ".join(f"{name} {value}" for name, value in machine().items()))  # noqa: T201


def in_words(limit: Limit, objects: Objects) -> str:
    """Say what the limit and the objects are."""
    return (
        f"limit: {limit.bytes_per_person} bytes a person copied at {limit.copied_gb_per_second:.1f} GB/s"
        f" are {limit.ns_per_person_month:.1f} ns\n"
        f"the rules of {objects.people:,} families as Mesa objects: {objects.per_object_ns:,.0f} ns a person"
        f" and month; the whole model beside them, on one thread: {objects.model_ns:,.0f} ns"
    )


def waits_in_words(waits: Waits) -> str:
    """Say how long somebody waits for what."""
    lines = [f"{name}, January 2025 to 2035: {seconds:.2f} s" for name, seconds in waits.authorities.items()]
    alone, together = waits.one_by_one, waits.together
    lines.append(f"{waits.scenarios} scenarios: {together:.2f} s in one call, {alone:.2f} s one by one")
    lines.append(f"from a cold start to the end of a tiny run: {waits.cold_start:.1f} s")
    if waits.compiling is not None:
        lines.append(f"the same, and everything compiled first: {waits.compiling:.1f} s")
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    """Say on what the timings were taken."""
    return {
        "platform": platform.platform(),
        "python": platform.python_version(),
        "processors": processors(),
    }


def _numbers(key: str, text: str) -> list[int]:
    return [count(key, part) for part in text.split(",")]


def _parser() -> Parser:
    description = (
        "Measure nanoseconds per person and month, peak memory, the gain from threads, how cost grows\n"
        "with people, how near memory's limit it is, and the gain over a Mesa model of objects.\n"
        "Every case runs in a process of its own; the best repeat counts. Ratios depend little on the\n"
        "machine: compare them with those of an earlier run."
    )
    parser = Parser("bench", description, EXAMPLES)
    parser.add_argument(
        "--sizes", metavar="N,N", default="2000,20000,100000", help="people in the demo worlds"
    )
    parser.add_argument(
        "--world", metavar="NAME", default="Leeds", help="the real authority to time, or england"
    )
    parser.add_argument("--to", metavar="YEAR", default="2012", help="last year of each run (from 2010)")
    parser.add_argument("--threads", metavar="N,N", default="1,2", help="numbers of threads, fewest first")
    parser.add_argument("--repeats", metavar="N", default="2", help="runs a case, of which the best counts")
    parser.add_argument(
        "--objects",
        metavar="N",
        default="100000",
        help="people of the world that is also run as Mesa objects",
    )
    parser.add_argument(
        "--live",
        metavar="NAME,NAME",
        default="Calderdale,Kent",
        help="authorities to wait for (2025 to 2035)",
    )
    parser.add_argument("--scenarios", metavar="N", default="4", help="scenarios to run in one call")
    parser.add_argument("--cold", action="store_true", help="time compiling from nothing too (a minute)")
    parser.add_argument("--against", metavar="FILE", help="compare ratios with those of an earlier --json")
    parser.add_argument("--json", action="store_true", help="print one JSON record instead of a table")
    return parser
