"""The working process behind the window: runs the engine, keeps what is big, answers questions. No Qt."""
