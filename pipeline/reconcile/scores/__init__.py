"""Relations among scores (得分勾稽): full marks, sums, grades, targets."""
