"""Rates said in prose (比率勾稽): named after what they are of, by a formula, by what lacks."""
