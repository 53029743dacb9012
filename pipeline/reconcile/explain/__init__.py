"""Which number most probably is wrong, and what it should read (差异解释), proved in exact arithmetic."""
