"""Averages and unit prices (均值、单价): a total over a count, wherever both are told."""
