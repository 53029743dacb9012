"""Characters folded one to one, so that offsets into the copy are offsets into the text as printed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Radicals and compatibility ideographs come out of PDF fonts in place of the ordinary characters.
_IDEOGRAPHS = (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))
_WIDE = range(0xFF01, 0xFF5F)
_SPACES = "\t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


def _table() -> dict[str, str]:
    """What each character is folded to: wide ones to plain, look-alikes and variants to one of their kind."""
    table = {chr(code): chr(code - 0xFEE0) for code in _WIDE}
    # A full-width comma may separate thousands or clauses: the grammar has to see which one was printed.
    del table["，"]
    for character in map(chr, _IDEOGRAPHS):
        plain = unicodedata.normalize("NFKC", character)
        if len(plain) == 1 and plain != character:
            table[character] = plain
    for characters, plain in (
        (_SPACES, " "),
        ("−﹣–‐‑‒", "-"),
        ("―─—", "—"),
        ("〔﹝【［〖", "["),
        ("〕﹞】］〗", "]"),
        ("﹪", "%"),
        ("﹒", "."),
        ("•・‧∙⋅", "·"),
        ("○◯", "〇"),
        ("萬", "万"),
        ("億", "亿"),
        ("餘", "余"),
        ("個", "个"),
        ("〜∼", "~"),
        ("⩾≧", "≥"),
        ("⩽≦", "≤"),
        ("‘’′", "'"),
    ):
        table |= dict.fromkeys(characters, plain)
    return table


_PLAIN = _table()
_VARIANT = re.compile("[" + re.escape("".join(_PLAIN)) + "]")  # `translate` asks for every character


def folded_to(characters: str) -> str:
    """The characters that are folded to one of some."""
    return "".join(variant for variant, plain in _PLAIN.items() if plain in characters)


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """The text with full-width, compatibility and variant characters made plain; same length, offsets kept.

    The full-width comma stays, every kind of white space becomes a space, square brackets of all shapes `[` and `]`.
    """
    return _VARIANT.sub(lambda found: _PLAIN[found[0]], text)
