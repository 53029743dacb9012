"""Numbers that nothing accounts for (孤数), tried on what their words make likely that they are made of."""
