"""Relations of numbers that stand far apart (异处勾稽): goals and outcomes, budgets, wholes, last year's numbers."""
