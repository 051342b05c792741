"""使用手册 within the site: read from docs/handbook, and where in it a page is explained."""
