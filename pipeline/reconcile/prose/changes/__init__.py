"""Changes and comparisons (增减勾稽): this year and last, a goal and an outcome, by how much and how fast."""
