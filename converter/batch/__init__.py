"""Many files, many units, several processes: folders in, one document a unit out, roll-ups and summaries."""
