"""The register's pages: the list and one incident, a cell's dialog, review, files in and out."""
