"""Tests of the window: the real one, offscreen, driven through each way."""
