"""PDF files to pages of lines: their words with boxes, what they hide, what they would do."""
