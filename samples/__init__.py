"""Reports that the project draws itself (样本): seeded, consistent by construction, with their own gold.

`model` says what a report is, `ledger` and `accounts` what it is about, `pen` and `numerals` how its numbers are
printed, `writer`, `numbering`, `tables`, `prose` and `frameworks` how its text is written, `planting`, `natures` and
`slips` what is wrong with it, `html`, `word`, `ageing` and `seal` how it becomes a file, `gold` what a perfect reader
would find in it, `corpus` which reports are drawn in which form. Nothing here is used by the pipeline, and nothing of
the pipeline is used here.
"""
