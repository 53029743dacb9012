"""How headings are numbered (编号): the markers, and which of them a report uses at each level."""

from __future__ import annotations

from samples.numerals import chinese

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


MARKERS = {
    "part": lambda n: f"第{chinese(n)}部分",
    "hans": lambda n: f"{chinese(n)}、",
    "hans_bad": lambda n: f"{chinese(n)},、",
    "paren": lambda n: f"（{chinese(n)}）",
    "paren_half": lambda n: f"({chinese(n)})",
    "dot": lambda n: f"{n}.",
    "dot_space": lambda n: f"{n}. ",
    "wide_dot": lambda n: f"{n}．",
    "comma": lambda n: f"{n}、",
    "round": lambda n: f"（{n}）",
    "round_half": lambda n: f"({n})",
    "round_dot": lambda n: f"({n}).",
    "quoted": lambda n: f"{n}“.",
    "circle": lambda n: CIRCLED[n - 1],
    "annex": lambda n: f"附件{n}",
}

# The families of marker for levels 1 to 5. The mixed ones take turns within one list.
NUMBERINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "official": (("hans",), ("paren",), ("dot",), ("round",), ("circle",)),
    "half": (("hans",), ("paren_half",), ("dot",), ("round_half",), ("circle",)),
    "enumeration": (("hans",), ("paren",), ("comma",), ("round",), ("circle",)),
    "wide": (("hans",), ("paren",), ("wide_dot",), ("round",), ("circle",)),
    "dotted_brackets": (("hans",), ("paren",), ("dot",), ("round_dot",), ("circle",)),
    "flat": (("hans",), ("comma",), ("round",), ("circle",), ("round_half",)),
    "skipping": (("hans",), ("round",), ("circle",), ("round_half",), ("dot",)),
    "numeric": (("comma",), ("round",), ("circle",), ("round_half",), ("dot",)),
    "mixed_brackets": (("hans",), ("paren", "paren_half"), ("dot", "dot_space"), ("round", "round_half"), ("circle",)),
    "mixed_dots": (("hans",), ("paren",), ("dot", "comma", "wide_dot"), ("round",), ("circle",)),
    "quoted": (("hans",), ("paren",), ("wide_dot", "wide_dot", "wide_dot", "quoted"), ("round",), ("circle",)),
    "corrupted": (("hans", "hans_bad"), ("paren",), ("dot_space",), ("round_half",), ("circle",)),
    "parts": (("part",), ("hans",), ("paren",), ("dot",), ("round",)),
    "parts_comma": (("part",), ("hans",), ("paren",), ("comma",), ("round",)),
}
