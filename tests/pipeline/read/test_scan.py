"""Numbers on scanned pages: read twice, doubted where the readings differ or no number is printed like that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from pipeline.read.ocr import OcrChar, OcrLine
from pipeline.read.rapid import BLANK, RapidEngine
from pipeline.read.scan import _second_look, _well_formed


def line(text: str, score: float = 0.99) -> OcrLine:
    return OcrLine(tuple(OcrChar(c, 20.0 * k, 20.0 * k + 18, score) for k, c in enumerate(text)), 10.0, 40.0)


@dataclass
class Echo:
    """An engine whose second look always reads the same."""

    reading: str
    score: float = 0.99
    name: str = "echo"

    def read(self, image: np.ndarray) -> tuple[OcrLine, ...]:
        raise NotImplementedError

    def recognise(self, crop: np.ndarray) -> tuple[OcrChar, ...]:
        assert crop.size
        return line(self.reading, self.score).chars


PAGE = np.full((60, 600), 255, np.uint8)


@pytest.mark.parametrize("number", ["12", "12.50", "1,234", "1,234,567.80", "0.5", "98.4%", "0"])
def test_numbers_as_they_are_printed(number: str) -> None:
    assert _well_formed(number)


@pytest.mark.parametrize("number", ["20,87", "1.234.56", "12,34.5", "0519.3", "8:38", "3.8.1"])
def test_numbers_as_none_is_printed(number: str) -> None:
    assert not _well_formed(number)


def test_two_readers_who_agree_leave_no_doubt() -> None:
    assert _second_look(PAGE, line("支出12.50万元"), Echo("出12.50万"), 0.9) == (line("支出12.50万元"), [])


def test_readings_that_differ_are_both_kept() -> None:
    kept, (doubt,) = _second_look(PAGE, line("支出12.50万元"), Echo("出12.60万"), 0.9)
    assert kept.text == "支出12.50万元"
    assert (doubt.start, doubt.end, doubt.reading, doubt.reason) == (2, 7, "12.60", "readers_disagree")


def test_a_number_as_printed_stands_before_one_that_none_prints() -> None:
    kept, (doubt,) = _second_look(PAGE, line("支出20,87万元"), Echo("出20.87万"), 0.9)
    assert kept.text == "支出20.87万元"
    assert (doubt.reading, doubt.reason) == ("20,87", "readers_disagree")


def test_little_confidence_is_a_doubt_even_if_both_agree() -> None:
    _, (doubt,) = _second_look(PAGE, line("支出12.50万元", 0.85), Echo("出12.50万"), 0.9)
    assert doubt.reason == "low_confidence"


def test_what_the_second_reader_does_not_see_is_doubted() -> None:
    _, (doubt,) = _second_look(PAGE, line("支出7万元"), Echo("出万"), 0.9)
    assert doubt.reason == "readers_disagree"


def test_an_unsure_dash_before_a_number_makes_the_number_doubtful() -> None:
    sure, unsure = line("-198600.00"), line("-198600.00")
    unsure = unsure._replace(chars=(unsure.chars[0]._replace(score=0.4), *unsure.chars[1:]))
    assert _second_look(PAGE, sure, Echo("-198600.00"), 0.9)[1] == []
    (doubt,) = _second_look(PAGE, unsure, Echo("-198600.00"), 0.9)[1]
    assert (doubt.start, doubt.reason) == (1, "low_confidence")


def _decoded(*best: dict[str, float]) -> str:
    """What the engine makes of these probabilities, a step each, a blank between."""
    letters = ["blank", "项", "項", "镕", "鎔"]
    engine = RapidEngine.__new__(RapidEngine)
    engine._prepare(letters)
    steps = np.zeros((2 * len(best), len(letters)), np.float32)
    steps[1::2, BLANK] = 1.0
    for k, probabilities in enumerate(best):
        for letter, probability in probabilities.items():
            steps[2 * k, letters.index(letter)] = probability
    return "".join(c.char for c in engine._decode(steps, 10.0, 40, 200))


def test_a_traditional_form_needs_better_reasons_than_a_simplified_one() -> None:
    assert _decoded({"項": 0.6, "项": 0.3}) == "项"
    assert _decoded({"項": 0.99, "项": 0.001}) == "項"
    assert _decoded({"鎔": 0.6, "镕": 0.3}) == "鎔"
