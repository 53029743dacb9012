"""Text to figures: pure functions over the schemas; no I/O, no PDF or OCR library."""
