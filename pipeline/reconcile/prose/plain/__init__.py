"""Plain sentences (平直句): lists, goals and surveys whose words and order leave no choice of numbers.

They are read only where something is accounted for by nothing else (`leftover.py`), and then without asking how a
wrong number came about.
"""
