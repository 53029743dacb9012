"""Posts and people (编制与人员)."""
