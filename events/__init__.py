"""The meetings. It stands on members/ and knows no other room."""
