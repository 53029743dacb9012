"""Records (记录): immutable classes of named values, made by the hundred thousand in a batch.

That nothing changes one is proved by the type checker, which takes `record` for `dataclass(frozen=True)`. A frozen
dataclass would watch over it at run time too, and takes seven times as long to make.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

Made = TypeVar("Made")

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import cached_property as cached_property  # noqa: PLC0414 - for others to import from here
else:

    class cached_property:  # noqa: N801 - it stands for the one of that name
        """functools' without its lock, which Python 3.12 has dropped: it takes longer than what it guards."""

        def __init__(self, make: Callable[[Any], Any]) -> None:
            self.make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, one: Any, owner: type | None = None) -> Any:
            if one is None:
                return self
            value = one.__dict__[self.name] = self.make(one)
            return value


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Made]) -> type[Made]:
    """Make a class of annotated names a record: compared and hashed by value, with slots where nothing is cached."""
    cached = any(isinstance(value, (cached_property, functools.cached_property)) for value in vars(cls).values())
    return dataclass(unsafe_hash=True, slots=not cached)(cls)


def altered(one: Made, **changes: Any) -> Made:
    """A record with some of its values changed; `dataclasses.replace` takes twice as long."""
    names = one.__match_args__  # type: ignore[attr-defined]
    return type(one)(*[changes[name] if name in changes else getattr(one, name) for name in names])
