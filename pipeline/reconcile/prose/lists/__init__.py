"""Lists and what they make up (列举勾稽): where one begins and ends, whose it is, whether it is full."""
