"""Any file → sheets of raw values (see ``model``)."""
