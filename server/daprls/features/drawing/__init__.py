"""A graph as text: Mermaid, DOT, JSON and SVG. Where nodes lead is told by whoever asks."""
