"""The door for terminals and continuous integration."""
