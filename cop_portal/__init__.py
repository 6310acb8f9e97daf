"""The roof: settings, addresses, the pages and commands of the whole. Nobody imports it."""
