"""The pages of the window: thin widgets over models."""
