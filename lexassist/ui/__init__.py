"""The web page: layout (page), what it does (actions), how it looks (render), its own routes."""
