"""The look: one calm style sheet on Fusion, light and dark; every length comes from the font's metrics."""
