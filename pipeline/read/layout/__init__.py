"""Characters and rules to blocks (版面): paragraphs, tables ruled and unruled, over columns and pages."""
