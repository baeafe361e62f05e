"""Mesa agents: thin handles over a row of a table, so that Mesa's own tools work on the model.

Institutions are always in ``model.agents``. Families are made on demand (or all of them, on
request, in a small world): a handle holds no state of its own and reads its columns by attribute.
"""

import itertools
import weakref
from typing import Any, ClassVar

import mesa


class _IdsThatLetGo:
    """Counts unique ids without keeping models alive (Mesa before 3.4.2 does; its issue 3179)."""

    def __init__(self) -> None:
        self._counters: weakref.WeakKeyDictionary[Any, Any] = weakref.WeakKeyDictionary()

    def __getitem__(self, model: Any) -> Any:
        if model not in self._counters:
            self._counters[model] = itertools.count(1)
        return self._counters[model]


class Handle(mesa.Agent):
    """One row of one or more tables of ``model.world``; columns read and write as attributes."""

    table_names: ClassVar[tuple[str, ...]] = ()
    _ids = _IdsThatLetGo()

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("model", "row"):
            raise AttributeError(name)
        for table in self._tables():
            if name in table._fields:
                return getattr(table, name).item(self.row)
        raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        if "row" in self.__dict__:
            for table in self._tables():
                if name in table._fields:
                    getattr(table, name)[self.row] = value
                    return
        super().__setattr__(name, value)

    def _tables(self) -> list[Any]:
        world = self.__dict__["model"].world
        return [getattr(world, name) for name in self.table_names]


class Family(Handle):
    """A family and its child. Summary of rule: lost confidence asks, contests, leaves or falls silent."""

    table_names = ("children", "families")


class School(Handle):
    """A school or setting. Summary of rule: remove a pupil when keeping costs more than removing."""

    table_names = ("schools",)


class LocalAuthority(Handle):
    """An authority. Summary of rule: assess and issue when evidence passes its own bar."""

    table_names = ("authorities",)


class AlternativeProvisionUnit(Handle):
    """An AP unit. Summary of rule: places first, outreach with what is left."""

    table_names = ("units",)


class Tribunal(Handle):
    """The tribunal. Summary of rule: allow an appeal when evidence meets the statutory test."""

    table_names = ("tribunals",)


class HealthService(Handle):
    """Health advice-givers of one area, at their own pace."""

    table_names = ("health",)


class Government(Handle):
    """Government towards one authority: follows rules, has no goals."""

    table_names = ("governments",)
