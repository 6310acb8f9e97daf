"""The pages of the library, by noun."""
