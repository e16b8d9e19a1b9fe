"""Reading in processes with limits: no file stops, fills or crashes the program that asked."""
