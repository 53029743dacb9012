"""What the project knows: documents, figures, findings, the catalogue and the rules. No I/O, no clock."""
