"""Predict first: the room commits to a guess before it sees the answer, then sees both."""

from collections.abc import Callable
from typing import NamedTuple

import solara

from experiments.views.answers import Answer, Beside
from experiments.views.choice import HIDDEN, SHOWN, UNDECIDED, Guess
from experiments.views.choosing import ChooseOne
from experiments.views.headlines import HEADLINES, Headline, Pair, at_end
from experiments.views.summary import changes_of, what_is_pulled


class Mark(NamedTuple):
    """One answer that a guess may give: words, and the change (share of the status quo) from ``low`` on."""

    words: str
    low: float


# In rising order; each reaches to the next one's ``low``.
MARKS = {
    "down-much": Mark("falls by more than 10%", -float("inf")),
    "down": Mark("falls by 2 to 10%", -0.10),
    "same": Mark("stays within 2%", -0.02),
    "up": Mark("rises by 2 to 10%", 0.02),
    "up-much": Mark("rises by more than 10%", 0.10),
}
NO_MARK = "we have not decided"
GUESSED = ("plans", "requests", "permanent_exclusions", "confidence_mean", "appeals_registered")
GUESSED_HEADLINES = tuple(headline for headline in HEADLINES if headline.measure in GUESSED)

Commit = Callable[[Callable[[Guess], Guess]], None]


@solara.component
def GuessForm(answer: Answer, guess: Guess, on_guess: Commit) -> None:
    """What the status quo gives, and one list for each headline to guess at; the answer stays hidden."""
    with solara.Div(classes=["guess"], attributes={"role": "group", "aria-label": "Our guess"}):
        solara.HTML("h2", "What do you expect?")
        solara.HTML(
            "p", f"Pull the levers you mean to test, agree on a guess for {answer.scenario.to}, commit."
        )
        with solara.Div(classes=["guess-rows"]):
            for headline in GUESSED_HEADLINES:
                GuessList(headline, answer, guess, on_guess).key(headline.measure)
        with solara.Row(gap="8px"):
            solara.Button(
                "Commit and reveal",
                icon_name="mdi-eye",
                color="primary",
                disabled=not guess.marks,
                on_click=lambda: on_guess(lambda now: Guess(SHOWN, now.marks)),
            )
            solara.Button(
                "Show without a guess", text=True, on_click=lambda: on_guess(lambda _: Guess(UNDECIDED))
            )


@solara.component
def GuessList(headline: Headline, answer: Answer, guess: Guess, on_guess: Commit) -> None:
    """The list of what one headline may do, with the number it starts from."""

    def set_mark(mark: str) -> None:
        on_guess(lambda now: now.with_mark(headline.measure, mark))

    before = at_end(headline, answer.status_quo.years, answer.run.years).status_quo
    marks = [{"text": mark.words, "value": name} for name, mark in MARKS.items()]
    ChooseOne(
        label=f"{headline.label} (status quo {headline.show(before)})",
        items=[{"text": NO_MARK, "value": ""}, *marks],
        value=dict(guess.marks).get(headline.measure, ""),
        on_value=set_mark,
    )


@solara.component
def GuessAndAnswer(answer: Answer, beside: Beside, guess: Guess, on_guess: Commit) -> None:
    """The committed guess beside the answer, headline by headline, and how many were right."""
    rows = compared(answer, beside, guess)
    right = sum(row.is_right for row in rows)
    with solara.Div(classes=["guess"], attributes={"role": "group", "aria-label": "Guess and answer"}):
        solara.HTML("h2", f"Our guess and the answer: {right} of {len(rows)} right")
        with solara.Div(classes=["guess-rows"]):
            for row in rows:
                with solara.Div(classes=["guess-row", "right" if row.is_right else "wrong"]):
                    solara.HTML("b", row.label)
                    solara.HTML("span", f"We said: {row.guessed}.")
                    solara.HTML("span", f"The model: {row.found}. {'Right' if row.is_right else 'Not so'}.")
        with solara.Row(gap="8px"):
            solara.Button(
                "Guess again", icon_name="mdi-eye-off", on_click=lambda: on_guess(lambda _: Guess(HIDDEN))
            )
            solara.Button("Done", text=True, on_click=lambda: on_guess(lambda _: Guess(UNDECIDED)))


class GuessRow(NamedTuple):
    """One headline: what was guessed and what was found, in words, and whether they agree."""

    label: str
    guessed: str
    found: str
    is_right: bool


def compared(answer: Answer, beside: Beside, guess: Guess) -> list[GuessRow]:
    """The guess against the answer, one row for each headline that was guessed."""
    marks, changes = dict(guess.marks), changes_of(answer, beside)
    rows = []
    for headline in GUESSED_HEADLINES:
        if headline.measure in marks:
            pair = at_end(headline, answer.status_quo.years, answer.run.years)
            found = mark_of(pair)
            before, after = headline.show(pair.status_quo), headline.show(pair.scenario)
            said = f"{MARKS[found].words}, from {before} to {after}"
            said += ", which could be luck" if changes[headline].words.endswith("luck") else ""
            guessed = marks[headline.measure]
            rows.append(GuessRow(headline.label, MARKS[guessed].words, said, found == guessed))
    return rows


def mark_of(pair: Pair) -> str:
    """The mark that a change deserves, as a share of the status quo; from nought, any change is much."""
    if pair.status_quo == 0:
        share = 0.0 if pair.moved == 0 else float("inf") * pair.moved
    else:
        share = pair.moved / abs(pair.status_quo)
    reached = [name for name, mark in MARKS.items() if share >= mark.low]
    return "same" if abs(share) <= MARKS["up"].low else reached[-1]


def what_to_guess(answer: Answer) -> str:
    """The question that the room is asked."""
    return f"What will {what_is_pulled(answer.scenario)} do?"
