"""Scored indicators (得分): from prose and from tables of every shape."""
