"""Measures daprls beside what people use today, and beside what a server can at best cost."""
