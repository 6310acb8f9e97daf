"""What reaches whom: a letter is a row before it is a mail. Rooms call `deliver`."""
