"""Page images to characters (扫描页): made fit, read by an OCR engine, their numbers read twice."""
