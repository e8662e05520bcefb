"""The door for editors: the Language Server Protocol, through pygls. Nothing is decided here."""
