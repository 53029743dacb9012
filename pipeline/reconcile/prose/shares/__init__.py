"""Shares of a whole (占比勾稽): what they are of, by words, by place, by what the others are of."""
