"""Word documents to lines with the labels that Word shows; their pages, where LibreOffice is installed."""
