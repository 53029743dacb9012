"""Relations that sentences state (文字勾稽): sums, changes, shares, accounts, prices, formulas."""
