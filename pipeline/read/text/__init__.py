"""What a PDF page draws itself (文本层): characters, and rules."""
