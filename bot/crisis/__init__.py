"""What a crisis consists of, one folder for each thing people can do in it."""
