"""Changes of components that keep everything else byte for byte."""
