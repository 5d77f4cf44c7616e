"""Models of the window: what views show, without widgets."""
