"""Records (记录): immutable classes of named values, made by the hundred thousand in a batch.

That nothing changes one is proved by the type checker, which takes `record` for `dataclass(frozen=True)`. A frozen
dataclass would watch over it at run time too, and takes seven times as long to make.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, dataclass_transform

Made = TypeVar("Made")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[Made]) -> type[Made]:
    """Make a class of annotated names a record: compared and hashed by value, with slots where nothing is cached."""
    cached = any(isinstance(value, cached_property) for value in vars(cls).values())
    return dataclass(unsafe_hash=True, slots=not cached)(cls)
