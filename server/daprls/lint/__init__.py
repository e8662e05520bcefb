"""What a rule, a finding and a fix are, and the engine that runs rules over a file."""
