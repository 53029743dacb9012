"""Accounts told in prose (账项勾稽): what there was to spend, what was spent, what is left."""
