"""The window of 预算公开助手 (PySide6). It calls the engine; no logic of the job lives here."""
