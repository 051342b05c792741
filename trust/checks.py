"""What the floor of files and jobs looks at of itself, for whoever runs the site."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from trust.jobs import lost_jobs


def file_store() -> Iterator[str]:
    """No query."""
    store = Path(settings.MEDIA_ROOT)
    if not (store.is_dir() and os.access(store, os.W_OK | os.X_OK)):
        yield f"文件库 {store} 不存在或不能写入，上传、打印和导入都会失败；请检查目录和权限。"


def background_jobs() -> Iterator[str]:
    """One query."""
    if lost := len(lost_jobs()):
        yield f"{lost} 个后台任务已没有进程在做；请检查后台进程，再运行 requeue_jobs。"
