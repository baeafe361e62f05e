"""One small world, watched month by month: every child a mark, every school a box."""

import time
from collections.abc import Callable
from typing import Any

import solara
import solara.lab
from solara.util import CancelledError

from abm import Model
from experiments.views.choosing import ChooseOne
from experiments.views.world_picture import WorldPicture, picture

START, LAST_YEAR = 2010, 2035
SECONDS_A_FRAME = 0.12
SPEEDS = {1: "1 month a second", 4: "4 months a second", 12: "1 year a second", 60: "as fast as it goes"}


@solara.component
def SmallWorld() -> None:
    """Build a demo world for this visitor alone and play it; Reset builds it anew."""
    seed, set_seed = solara.use_state(1)
    attempt, set_attempt = solara.use_state(0)
    build: Any = solara.lab.use_task(
        lambda: (seed, attempt, Model(world="demo", start=START, to=LAST_YEAR, rng=seed)),
        dependencies=[seed, attempt],
        raise_error=False,
    )
    with solara.Column(gap="8px", classes=["small-world-page"]):
        solara.HTML("h1", "One small world: a made-up authority of 2,000 children")
        if build.error:
            solara.Error(f"The small world could not be built. {build.exception}")
        elif build.latest is None:
            solara.Text("Building the world ...")
        else:
            *made_from, model = build.latest

            def reset(new_seed: int) -> None:
                set_seed(new_seed)
                set_attempt(attempt + 1)

            Player(model, seed, reset).key(f"world {made_from}")


@solara.component
def Player(model: Any, seed: int, on_reset: Callable[[int], None]) -> None:
    """Play, pause, step and reset one model, at a speed the visitor sets."""
    playing = solara.use_reactive(False)
    speed = solara.use_reactive(4)
    frame = solara.use_reactive((date_of(model), picture(model.world)))

    def show() -> None:
        frame.value = (date_of(model), picture(model.world))

    def play() -> None:
        """Step by the clock, and draw at most eight times a second: frames are dropped, never queued."""
        next_step = next_frame = time.perf_counter()
        while playing.peek() and not is_over(model):
            if not task.is_current():
                raise CancelledError
            model.step()
            next_step += 1.0 / speed.peek()
            if time.perf_counter() >= next_frame:
                show()
                next_frame = time.perf_counter() + SECONDS_A_FRAME
            next_step = max(next_step, time.perf_counter() - 1.0)
            time.sleep(max(0.001, next_step - time.perf_counter()))
        show()
        playing.value = False

    def step() -> None:
        model.step()
        show()

    task: Any = solara.lab.use_task(play, dependencies=None, raise_error=False)

    def toggle() -> None:
        playing.value = not playing.value
        if playing.value:
            task()

    date, drawn = frame.value
    over = is_over(model)
    with solara.Row(gap="8px", classes=["player"]):
        solara.Button(
            "Pause" if playing.value else "Play",
            icon_name="mdi-pause" if playing.value else "mdi-play",
            color="primary",
            on_click=toggle,
            disabled=over,
        )
        solara.Button("Step", icon_name="mdi-skip-next", on_click=step, disabled=playing.value or over)
        solara.Button("Reset", icon_name="mdi-restore", on_click=lambda: on_reset(seed))
        solara.Button("Other luck", icon_name="mdi-dice-5-outline", on_click=lambda: on_reset(seed + 1))
        ChooseOne(
            label="Speed",
            items=[{"text": text, "value": value} for value, text in SPEEDS.items()],
            value=speed.value,
            on_value=speed.set,
        )
        solara.HTML("output", f"{date}, seed {seed}", classes=["date"])
    if task.error:
        solara.Error(f"The world stopped. {task.exception}")
    World(**as_properties(date, drawn))


@solara.component_vue("world.vue")
def World(date: str = "", boxes: list[Any] | None = None, gauges: list[Any] | None = None) -> None:
    """The picture itself, drawn in the browser from one letter a child."""


def as_properties(date: str, drawn: WorldPicture) -> dict[str, Any]:
    """The picture as the browser's component takes it."""
    return {
        "date": date,
        "boxes": [box._asdict() for box in drawn.boxes],
        "gauges": [gauge._asdict() for gauge in drawn.gauges],
    }


def date_of(model: Any) -> str:
    """The month that has just happened, such as ``2014-09``."""
    return str(model.month_label)


def is_over(model: Any) -> bool:
    """Whether the model has reached the last month it was made for."""
    return not model.running
