"""系统设置: the frame of Django's admin, master data in and out, the pages of people, places, log and jobs."""
