"""Reports: what the network and its friends did in a period, in numbers that each lead to their list."""
