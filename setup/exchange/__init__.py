"""Master data in and out as workbooks, by django-import-export with this product's rules:
files are guarded, differences shown first, all or nothing, written by actions, logged.
"""
