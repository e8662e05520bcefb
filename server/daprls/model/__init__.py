"""What YAML means to Dapr: dialects, components, names, and what may be loaded together."""
