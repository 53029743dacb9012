"""Everything that touches the world, and the stages: read, segment, reconcile, write."""
