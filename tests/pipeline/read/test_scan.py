"""Numbers on scanned pages: read twice, doubted where the readings differ or no number is printed like that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from pipeline.read.scan.boxes import Pieces, fitted, overlooked
from pipeline.read.scan.image import Lean, lean_of, lies_on_its_side, straightened
from pipeline.read.scan.marks import plain, well_formed
from pipeline.read.scan.numerals import CLASSES, COLUMNS, LETTERS, OTHER
from pipeline.read.scan.ocr import OcrChar, OcrLine
from pipeline.read.scan.page import without_dirt
from pipeline.read.scan.percent import percents
from pipeline.read.scan.rapid import BLANK, RapidEngine
from pipeline.read.scan.twice import read_twice

if TYPE_CHECKING:
    from schemas.document import Doubt

PAGE = np.full((60, 700), 255, np.uint8)
NO_INK = Pieces(*(np.zeros(0, np.intp) for _ in range(4)))
PITCH = 20.0


def line(text: str, score: float = 0.99) -> OcrLine:
    """Characters of 20 pixels each."""
    return OcrLine(tuple(OcrChar(c, PITCH * k, PITCH * k + 18, score) for k, c in enumerate(text)), 10.0, 40.0)


class Saying:
    """A second reader that always reads the same, as if the number stood where its digits are on the line."""

    def __init__(self, text: str, score: float = 0.99, mille: float = 0.0) -> None:
        self.text, self.score, self.mille = text, score, mille

    def probabilities(self, pictures: list[np.ndarray]) -> list[np.ndarray]:
        assert pictures
        return [self.steps(picture.shape[1] // 2) for picture in pictures]

    def steps(self, count: int) -> np.ndarray:
        made = np.zeros((count, COLUMNS), np.float32)
        made[:, 0], made[:, CLASSES] = 1.0, self.mille
        for k, char in enumerate(self.text):
            at = round((k + 0.5) / len(self.text) * count * 0.7 + 0.15 * count)
            made[at, :CLASSES] = 0
            made[at, LETTERS.find(char) + 1 or OTHER] = self.score
            made[at, 0] = 1 - self.score
        return made


def twice(first: OcrLine, second: Saying, *others: OcrLine, ink: Pieces = NO_INK) -> tuple[str, list[Doubt]]:
    (read, *_), doubts = read_twice(PAGE, (first, *others), ink, [], second)  # type: ignore[arg-type]
    return read.text, [doubt for k, doubt in doubts if k == 0]


@pytest.mark.parametrize("number", ["12", "12.50", "1,234", "1,234,567.80", "0.5", "98.4%", "0", "-3", "-0.5%"])
def test_numbers_as_they_are_printed(number: str) -> None:
    assert well_formed(number)


@pytest.mark.parametrize("number", ["20,87", "1.234.56", "12,34.5", "0519.3", "8:38", "3.8.1", "", "-", "4%5"])
def test_numbers_as_none_is_printed(number: str) -> None:
    assert not well_formed(number)


def test_full_width_forms_are_the_same_number() -> None:
    assert plain("－1，234．5％") == "-1,234.5%"


def wide(text: str, read: str = "") -> tuple[np.ndarray, OcrLine]:
    """Digits 20 pixels high, 28 from one to the next, points in the middle of their width; as `read` by the first."""
    page = PAGE.copy()
    for k, char in enumerate(text):
        x = 28 * k + 30
        page[(23 if char == "." else 15) : (27 if char == "." else 35), x - 2 : x + 2] = 0
        if char != ".":
            page[15:35, x - 6 : x + 6] = 0
    chars = tuple(OcrChar(c, 28.0 * k + 22, 28.0 * k + 38, 0.99) for k, c in enumerate(read or text))
    return page, OcrLine(chars, 10.0, 40.0)


def read_wide(text: str, first: str, second: str, score: float = 0.99) -> tuple[str, list[Doubt]]:
    page, read = wide(text, first)
    read = read._replace(chars=tuple(c._replace(score=score) for c in read.chars))
    (made,), doubts = read_twice(page, (read,), NO_INK, [], Saying(second))  # type: ignore[arg-type]
    return made.text, [doubt for _, doubt in doubts]


def test_a_point_amid_characters_as_wide_as_ideographs() -> None:
    assert read_wide("115.19", "115·19", "115.19") == ("115.19", [])
    assert read_wide("115.19", "115 19", "115.19")[0] == "115.19"
    close = [OcrChar(c, 10.0 * k, 10.0 * k + 9, 0.99) for k, c in enumerate("7·20")]
    assert twice(OcrLine(tuple(close), 10.0, 40.0), Saying("7.20"))[0] == "7·20"  # a day


def test_where_the_second_reader_sees_only_some_characters_that_stand_apart_the_first_stands() -> None:
    text, (doubt,) = read_wide("92.345", "92.345", "345", 0.7)
    assert (text, doubt.reading) == ("92.345", "345")


def test_two_readers_who_agree_leave_no_doubt() -> None:
    assert twice(line("支出12.50万元"), Saying("12.50")) == ("支出12.50万元", [])


@pytest.mark.parametrize("sign", ["≥", "≤", "="])
def test_a_sign_that_was_told_by_its_shape_is_no_number(sign: str) -> None:
    assert twice(line(sign, 0.5), Saying("5", 0.999), line("5")) == (sign, [])


def test_readings_that_differ_are_both_kept() -> None:
    text, (doubt,) = twice(line("支出12.50万元"), Saying("12.60", 0.95))
    assert text == "支出12.50万元"
    assert (doubt.start, doubt.end, doubt.reading, doubt.reason) == (2, 7, "12.60", "readers_disagree")


def test_the_surer_reader_stands() -> None:
    text, (doubt,) = twice(line("支出12.50万元", 0.6), Saying("12.60", 0.95))
    assert text == "支出12.60万元"
    assert (doubt.start, doubt.end, doubt.reading, doubt.reason) == (2, 7, "12.50", "readers_disagree")


def test_a_number_as_printed_stands_before_one_that_none_prints() -> None:
    text, (doubt,) = twice(line("支出20,87万元"), Saying("20.87", 0.95))
    assert text == "支出20.87万元"
    assert (doubt.reading, doubt.reason) == ("20,87", "readers_disagree")


def test_of_what_stands_on_both_sides_of_a_colon_nothing_is_lost() -> None:
    text, (doubt,) = twice(line("附件1:2023年度自评表"), Saying("2023"))
    assert text == "附件1:2023年度自评表"
    assert (doubt.reading, doubt.reason) == ("2023", "readers_disagree")
    text, _ = twice(line("支出12:50万元"), Saying("12.50"))
    assert text == "支出12.50万元"


@pytest.mark.parametrize(("first", "second", "doubted"), [(0.93, 0.99, False), (0.99, 0.93, False), (0.5, 0.9, True)])
def test_what_both_leave_open_is_a_doubt_even_if_they_agree(first: float, second: float, *, doubted: bool) -> None:
    _, doubts = twice(line("支出12.50万元", first), Saying("12.50", second))
    assert [doubt.reason for doubt in doubts] == ["low_confidence"] * doubted


@pytest.mark.parametrize(("clear", "doubted"), [(300, False), (200, True), (30, True)])
def test_more_sureness_is_asked_for_on_a_page_that_is_hard_to_read(clear: int, *, doubted: bool) -> None:
    others = [line("保障机构运转" * (clear // 6)), line("基础设施维修", 0.4), line("基础设施维修", 0.4)]
    _, doubts = twice(line("支出12.50万元", 0.97), Saying("12.50", 0.98), *others)
    assert bool(doubts) == doubted


def test_a_lone_digit_is_doubted_on_a_page_that_is_hard_to_read() -> None:
    hard = [line("基础设施维修", 0.4)]
    assert not twice(line("8", 0.999), Saying("8", 0.999))[1]
    assert twice(line("8", 0.999), Saying("8", 0.999), *hard)[1]
    assert not twice(line("88", 0.999), Saying("88", 0.999), *hard)[1]


@pytest.mark.parametrize("parts", [1, 2])
def test_digits_that_lie_in_pieces_are_doubted(parts: int) -> None:
    # Thin strokes gone: 8421 reads as 8121, and a minus leaves nothing.
    heights = [(12 + 26 * k // parts, 12 + 26 * (k + 1) // parts - 2) for k in range(parts)]
    boxes = [(PITCH * k + 3, top, PITCH * k + 15, bottom) for k in range(8) for top, bottom in heights]
    ink = Pieces(*(np.array(side) for side in zip(*boxes, strict=True)))
    _, doubts = twice(line("12348121", 0.999), Saying("12348121", 0.999), ink=ink)
    assert bool(doubts) == (parts > 1)


@pytest.mark.parametrize(
    ("first", "second", "text", "doubted"),
    [
        ("24,492.70", "24.492.70", "24,492.70", False),  # there is no other number in these places
        ("1,585,80", "1.585.80", "1,585.80", True),  # as neither read it
        ("3,330", "3.330", "3,330", True),  # three thousand, or three and a third
        ("1,2", "1,2", "1,2", True),  # may be no number at all
    ],
)
def test_points_and_commas_that_look_alike(first: str, second: str, text: str, *, doubted: bool) -> None:
    read, doubts = twice(line(first), Saying(second, 0.97))
    assert (read, bool(doubts)) == (text, doubted)


def test_where_a_mark_may_be_a_point_or_a_comma_one_reader_alone_must_be_sure() -> None:
    assert twice(line("3,330", 0.98), Saying("3,330", 0.98))[1]
    assert not twice(line("3330.5", 0.98), Saying("3330.5", 0.98))[1]
    assert not twice(line("3,330", 0.999), Saying("3,330", 0.999))[1]


@pytest.mark.parametrize("dash", "–—~－")
def test_a_minus_in_a_cell_is_a_minus_however_it_was_read(dash: str) -> None:
    assert twice(line(f"{dash}28.18"), Saying("-28.18")) == ("-28.18", [])
    assert twice(line(f"支出{dash}28.18万元"), Saying("-28.18"))[0] == f"支出{dash}28.18万元"


@pytest.mark.parametrize("text", [".58", "1 .58"])
def test_a_point_before_a_number_is_what_is_left_of_a_longer_one(text: str) -> None:
    assert twice(line(text), Saying("58"))[1]


def test_a_sign_beside_a_number_may_be_a_minus_misread() -> None:
    (sign, *digits) = line("=5.37", 0.97).chars
    doubtful = OcrLine((sign._replace(score=0.5), *digits), 10.0, 40.0)
    assert twice(doubtful, Saying("5.37", 0.9))[1]
    assert not twice(line("=5.37", 0.97), Saying("5.37", 0.97))[1]


def test_what_the_second_reader_does_not_see_is_doubted() -> None:
    text, (doubt,) = twice(line("支出7万元"), Saying("", 0.9))
    assert (text, doubt.reason) == ("支出7万元", "readers_disagree")


def test_a_sign_that_the_first_reader_lost_is_a_doubt() -> None:
    text, (doubt,) = twice(line("198600.00", 0.97), Saying("-198600.00", 0.98))
    assert (text, doubt.reading) == ("-198600.00", "198600.00")


@pytest.mark.parametrize(("level", "text"), [(0, "12%"), (215, "12")])
def test_a_sign_that_the_first_reader_did_not_see_is_no_paler_than_the_number(level: int, text: str) -> None:
    grey = PAGE.copy()
    grey[16:34, 2:34], grey[16:34, 36:50] = 0, level
    (read,), _ = read_twice(grey, (line("12"),), NO_INK, [], Saying("12%"))  # type: ignore[arg-type]
    assert read.text == text


def test_a_letter_that_stands_alone_may_be_a_digit() -> None:
    text, (doubt,) = twice(line("s"), Saying("5"))
    assert (text, doubt.reading, doubt.reason) == ("5", "s", "readers_disagree")
    assert twice(line("s"), Saying("?"))[0] == "s"


@pytest.mark.parametrize(
    ("read", "kept"),
    [("'7", "7"), ("份.", "份"), ("98.68.", "98.68"), ("98.", "98."), (".6", ".6"), ("95%’", "95%"), ("'", "'")],
)
def test_a_speck_at_a_lines_end_is_no_mark_and_a_point_before_lost_digits_stays(read: str, kept: str) -> None:
    assert without_dirt(line(read, 0.7)).text == kept
    assert without_dirt(line(read, 0.95)).text == read


def test_what_is_left_of_a_percent_sign_goes_with_it() -> None:
    text, (doubt,) = twice(line("58a℃"), Saying("58%"))
    assert (text, doubt.reading) == ("58%", "58")
    assert twice(line("重2.5kg，"), Saying("2.5?"))[0] == "重2.5kg，"


def test_a_digit_behind_a_percent_sign_is_what_is_left_of_the_sign() -> None:
    assert twice(line("54%6"), Saying("%"))[0] == "54%"


@pytest.mark.parametrize(
    ("first", "mille", "readings"),
    [("2.5%", 0.001, []), ("2.5%", 0.2, ["2.5‰"]), ("2.5‰", 0.9, []), ("2.5‰", 0.1, ["2.5%"])],
)
def test_what_may_be_percent_or_per_mille_is_doubted(first: str, mille: float, readings: list[str]) -> None:
    text, doubts = twice(line(first), Saying("2.5%", mille=mille))
    assert (text, [doubt.reading for doubt in doubts]) == (first, readings)


def test_a_per_mille_sign_that_only_the_second_reader_sees_is_written() -> None:
    text, (doubt,) = twice(line("2.5a"), Saying("2.5%", mille=0.97))
    assert (text, doubt.reading) == ("2.5‰", "2.5")
    text, (doubt,) = twice(line("达到2.5%以内"), Saying("2.5%", mille=0.99))
    assert (text, doubt.reading) == ("达到2.5‰以内", "2.5%")


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("129.871", "129.87%", "129.87%"),  # the sign taken for a digit
        ("43.881", "43.88", "43.881"),  # a digit lost
        ("276", "26", "276"),
        ("0.2", "0.3", "0.2"),
        ("8.29", "8.2%", "8.2%"),
    ],
)
def test_which_of_two_readings_is_the_likelier(first: str, second: str, read: str) -> None:
    text, (doubt,) = twice(line(first, 0.7), Saying(second, 0.65))
    assert (text, doubt.reading) == (read, first if read == second else second)


def test_a_nought_before_a_number_is_the_end_of_a_bracket() -> None:
    text, (doubt,) = twice(line("完成（15个"), Saying("015"))
    assert (text, doubt.reading) == ("完成（15个", "015")


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        (("1.8", 0.7), ("1.83", 0.75), "1.83"),
        (("1.8", 0.99), ("1.83", 0.85), "1.83"),  # lost rather than invented
        (("27", 0.99), ("237", 0.6), "27"),  # invented
        (("64.11", 0.99), ("164.11", 0.6), "64.11"),
        (("167.55", 0.6), ("67.55", 0.99), "67.55"),
        (("167.55", 0.9), ("67.55", 0.99), "167.55"),
    ],
)
def test_a_character_that_one_alone_reads_and_is_unsure_of_is_none(
    first: tuple[str, float], second: tuple[str, float], read: str
) -> None:
    text, (doubt,) = twice(line(*first), Saying(*second))
    assert {text, doubt.reading} == {first[0], second[0]}
    assert text == read


HARD = [line("县", 0.5)] * 20


@pytest.mark.parametrize("mark", [".", ","])
def test_what_precedes_three_last_digits_is_told_by_the_page(mark: str) -> None:
    grouping = [line(f"12{mark}345{mark}67"), line("1,234.50"), line("20,000.00")]
    bare = [line(f"12345{mark}67"), line("1234.5"), line("20000.0")]
    assert twice(line("7.975"), Saying("7.975"), *grouping, *HARD)[0] == "7,975"
    assert twice(line("7.975", 0.9), Saying("7,975", 0.6), *grouping)[0] == "7,975"
    assert twice(line("7.975亿元", 0.9), Saying("7.975"), *grouping, *HARD)[0] == "7.975亿元"
    assert twice(line("7,975", 0.9), Saying("7.975", 0.6), *bare)[0] == "7.975"
    text, (doubt,) = twice(line("7,975", 0.6), Saying("7.975"), *grouping)
    assert (text, doubt.reading) == ("7,975", "7.975")


@pytest.mark.parametrize(
    ("first", "second", "read"),
    [
        ("2410,78", "2410,78", "2410.78"),
        ("7.13", "7,1%", "7.1%"),
        ("96.755.02", "96.755.02", "96,755.02"),
        ("2023,2024", "2023,2024", "2023,2024"),  # two numbers
    ],
)
def test_on_a_page_that_is_hard_to_read_marks_are_those_that_may_be_printed(first: str, second: str, read: str) -> None:
    text, doubts = twice(line(first, 0.7), Saying(second, 0.8), *HARD)
    assert text == read
    assert doubts


def test_a_line_read_as_letters_may_be_a_number() -> None:
    text, (doubt,) = twice(line("IS", 0.5), Saying("18", 0.95))
    assert (text, doubt.reading) == ("18", "IS")
    assert twice(line("IS", 0.5), Saying("18", 0.7)) == ("IS", [])
    assert twice(line("IS", 0.95), Saying("18", 0.95), line("18")) == ("IS", [])
    assert twice(line("县药", 0.5), Saying("18", 0.95), line("18")) == ("县药", [])


@pytest.mark.parametrize("text", ["占3.27 %，", "3.27 %", "3.27 ％"])
def test_a_sign_after_a_space_belongs_to_its_number(text: str) -> None:
    assert twice(line(text, 0.999), Saying("3.27%", 0.999)) == (text, [])
    read, (doubt,) = twice(line(text, 0.999), Saying("3.27%", 0.999, mille=0.98))
    assert read == text.replace("%", "‰").replace("％", "‰")
    assert read[doubt.start : doubt.end] == "3.27 ‰"


def test_what_is_left_of_a_character_beside_a_number_is_no_digit() -> None:
    # 份 begins where the fourth character stands; the second reader takes its left half for a 4.
    chars = [OcrChar(c, 18.0 * k, 18.0 * k + 18, 0.999) for k, c in enumerate("786")]
    copies = OcrLine((*chars, OcrChar("份", 54.0, 84.0, 0.999)), 10.0, 40.0)
    (read, *_), doubts = read_twice(PAGE, (copies,), NO_INK, [], Saying("7864", 0.999))  # type: ignore[arg-type]
    assert read.text == "786份"
    assert not doubts


def test_a_longer_reading_moves_the_doubts_behind_it() -> None:
    text, (first, second) = twice(line("计12，又12", 0.5), Saying("12", 0.4))
    assert (first.start, second.start) == (1, 5)
    text, (first, second) = twice(line("计12，又12", 0.5), Saying("1234", 0.6))
    assert (text, first.start, first.end, second.start, second.end) == ("计1234，又1234", 1, 5, 7, 11)


@pytest.mark.parametrize(("first", "second", "printed"), [("1", "/", "/"), ("一", "-", "—"), ("一", "", "一")])
def test_what_stands_in_a_cell_without_a_number(first: str, second: str, printed: str) -> None:
    assert twice(line(first), Saying(second)) == (printed, [])


def test_a_digit_that_may_be_a_stroke_is_doubted() -> None:
    text, (doubt,) = twice(line("1"), Saying("/", 0.8))
    assert (text, doubt.reason) == ("1", "readers_disagree")


def test_a_box_grows_to_the_ends_of_the_word_and_no_further() -> None:
    # A minus, two digits, a pale percent sign; far away another column's number.
    pieces = Pieces(
        *(
            np.array(side)
            for side in ([92, 104, 118, 134, 200], [24, 15, 15, 15, 15], [98, 114, 128, 146, 210], [27, 36, 36, 36, 36])
        )
    )
    (box, other) = fitted(np.array([[102, 10, 130, 40], [196, 10, 214, 40]]), pieces).tolist()
    assert box[0] <= 92
    assert 146 <= box[2] < 196
    assert other[0] > 160


def test_boxes_that_overlap_in_a_line_are_parted_where_no_ink_is() -> None:
    # 二、 and 资金: the first box reaches into the second, and what both hold would be read twice.
    sides = [230, 262, 283, 325], [1170, 1195, 1168, 1168], [256, 270, 321, 360], [1200, 1203, 1203, 1203]
    pieces = Pieces(*(np.array(side) for side in sides))
    first, second = fitted(np.array([[225, 1165, 299, 1205], [277, 1158, 1073, 1209]]), pieces).tolist()
    assert first[2] <= 283
    assert 270 <= second[0] <= 283


def test_a_lone_digit_that_the_detector_overlooked_is_found() -> None:
    pieces = Pieces(*(np.array(side) for side in ([20, 300, 500], [15, 15, 30], [60, 312, 501], [38, 38, 31])))
    boxes = np.array([[16, 10, 64, 42]])
    ((left, top, right, bottom),) = overlooked(boxes, pieces).tolist()
    assert left < 300
    assert right > 312
    assert top < 15
    assert bottom > 38


@pytest.mark.parametrize("angle", [0, 2, -4.5])
@pytest.mark.parametrize("dirty", [False, True])
def test_a_few_crooked_lines_tell_which_way_a_page_lies(angle: float, *, dirty: bool) -> None:
    page = np.zeros((1200, 850), np.uint8)
    for y in range(120, 320, 40):
        for x in range(90 + 7 * y % 19, 700, 22 + y % 3):
            page[y : y + 18, x : x + 16] = 255
    if dirty:
        page[np.random.default_rng(1).random(page.shape) < 0.02] = 255
        page[:, :12] = 255
    turn = cv2.getRotationMatrix2D((425, 600), angle, 1)
    crooked = cv2.warpAffine(page, turn, (850, 1200))
    assert not lies_on_its_side(crooked)
    assert lies_on_its_side(np.ascontiguousarray(np.rot90(crooked)))


@pytest.mark.parametrize("lean", [Lean(1.5, 1.5, 1.5, 1.5), Lean(-2.0, -0.5, -1.0, 0.5), Lean(0.4, -0.6, 0.8, -0.6)])
def test_a_page_seen_from_the_side_is_straightened(lean: Lean) -> None:
    height, width = 1200, 900
    page = np.full((height, width), 255, np.uint8)
    for y in range(150, 1100, 50):
        cv2.line(page, (100, y), (800, y), 0, 2)
    for x in (100, 300, 500, 800):
        cv2.line(page, (x, 150), (x, 1050), 0, 2)
    away = np.linalg.inv(lean.from_straight(width, height))
    seen = cv2.warpPerspective(page, away, (width, height), flags=cv2.WARP_INVERSE_MAP, borderValue=255)
    found = lean_of(255 - seen, 1.5)
    assert np.allclose(found, lean, atol=0.5)
    assert max(map(abs, lean_of(255 - straightened(seen, found), 1.5))) < 0.5


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


@pytest.mark.parametrize(
    ("read", "score", "second", "sure", "told"),
    [
        ("名", 0.8, "%", 0.99, "%"),
        ("00", 0.3, "%", 0.99, "%"),
        ("名", 0.99, "%", 0.99, "名"),  # the first reader is sure
        ("名", 0.8, "%", 0.7, "名"),
        ("忠", 0.96, "%", 0.99, "%"),
        ("名", 0.8, "5%", 0.99, "名"),
        ("场", 0.8, "%", 0.99, "场"),
        ("第三名", 0.8, "%", 0.99, "第三名"),
    ],
)
def test_a_lone_percent_sign_taken_for_something_else(
    read: str, score: float, second: str, sure: float, told: str
) -> None:
    (made,) = percents(PAGE, (line(read, score),), NO_INK, Saying(second, sure))  # type: ignore[arg-type]
    assert made.text == told
