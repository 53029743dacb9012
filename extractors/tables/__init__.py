"""Tables' cells (表格): rows and columns named, units found, numbers told."""
