"""What a number is the number of (指标名称): its name in the sentence's own words."""
