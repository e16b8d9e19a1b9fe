"""What a contract provides in particular: types of clause, presence and proven absence, and values."""
