"""One editor question a module: pure functions of a snapshot, a file and an offset."""
