"""Asks Banff; run by `oracle` with the Python of Banff's own environment.

On standard input: a JSON list of records, `values` by name and `edits` of coefficients by name and an upper bound.
Into the file that is named as argument, since Banff itself talks on standard output: `found` (names to change, record
by record), `seconds`, `version`.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import banff
import pandas as pd


def localised(record: dict) -> list[str]:  # type: ignore[type-arg]
    """The figures of a smallest set that must change for all edits to hold; none when all hold."""
    names = {key: f"V{n}" for n, key in enumerate(record["values"])}
    edits = "".join(
        "".join(f"{factor:+.6f}*{names[key]}" for key, factor in terms.items()).lstrip("+") + f" <= {bound:.9f};"
        for terms, bound in record["edits"]
    )
    row = {"ID": "r"} | {names[key]: value for key, value in record["values"].items()}
    done = banff.errorloc(indata=pd.DataFrame([row]), edits=edits, unit_id="ID", seed=1, time_per_obs=2)
    back = {name: key for key, name in names.items()}
    return [back[name] for name in done.outstatus.column("FIELDID").to_pylist()]


def main() -> None:
    """Answer standard input."""
    records = json.load(sys.stdin)
    began = time.perf_counter()
    found = [localised(record) for record in records]
    answer = {"found": found, "seconds": time.perf_counter() - began, "version": banff.__version__}
    Path(sys.argv[1]).write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
