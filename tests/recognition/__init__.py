"""Recognition: what sheets are taken for."""
