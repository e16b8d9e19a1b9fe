"""Plain text, Markdown, web pages and e-mail to lines."""
