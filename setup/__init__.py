"""系统设置: the frame of Django's admin, and the pages of what lies below this room."""
