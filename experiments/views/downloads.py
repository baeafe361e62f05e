"""A file to download, made when it is asked for, whatever else the page is drawing meanwhile."""

from collections.abc import Callable
from typing import Any

import solara


@solara.component
def Download(
    text: Callable[[], str], filename: str, label: str | None = None, children: list[Any] | None = None
) -> None:
    """A button that downloads ``text`` as a file.

    Solara forgets a download that is under way if it is drawn anew with another function, as happens
    whenever a run comes in; so it is always given the same one, which makes the newest text.
    """
    newest: Any = solara.use_ref(text)
    newest.current = text
    same = solara.use_memo(lambda: lambda: newest.current().encode(), [])
    solara.FileDownload(same, filename=filename, label=label, children=children or [])
