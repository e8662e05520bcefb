"""Text to a positioned, error-tolerant tree, and edits of text that keep everything else."""
