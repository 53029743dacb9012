"""The dataset (数据集): its tables, outcomes turned into their rows, snapshots written and read back."""
