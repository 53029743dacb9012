"""Consistent worlds told in many ways (世界): exact books of one department, and hundreds of ways to word them.

`fields` says what departments do, `keeping` how books are kept, `books` keeps theirs, `grammar` draws wordings from
`wordings/*.txt`, `told` makes the report, `spoiled` plants one error that the printed numbers betray. A new wording is a
line in a file.
"""
