"""The head of a report (报告首部): title, department, year, day, score, grade."""
