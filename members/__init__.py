"""The ground: who we are, what one may see, how we tell and protect people."""
