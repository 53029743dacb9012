"""Reports that the project draws itself (样本): seeded, consistent by construction, with their own gold.

`model` says what a report is, `ledger` what it is about, `pen` how its numbers are printed, `writer` and
`frameworks` how its text is written, `planting` what is wrong with it, `html`, `word` and `ageing` how it becomes a
file, `gold` what a perfect reader would find in it. Nothing here is used by the pipeline, and nothing of the pipeline
is used here.
"""
