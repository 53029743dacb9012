"""Relations by the structure of tables (表内勾稽): totals, and what columns have to do with each other."""
