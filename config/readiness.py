"""What must be done before a site of right settings can serve; refused at start-up where it is not.

Tag `readiness`. Not looked at before migrate, collectstatic and the like, which do it; each
refusal says which of them.
"""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.checks import CheckMessage, Error, register
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from config.checks import STARTUP

READINESS = "readiness"


@register(READINESS, "database", deploy=True)
def check_migrated(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or []:
        executor = MigrationExecutor(connections[alias])
        if count := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
            found.append(
                Error(
                    f"数据库 {alias} 还有 {count} 项迁移没有执行，与程序的版本不符。",
                    hint="运行 kaohe migrate（试用的：python manage.py migrate）后重新启动。",
                    id="config.E012",
                )
            )
    return found


@register(READINESS, deploy=True)
def check_static_files(app_configs, **kwargs) -> list[CheckMessage]:
    storage = staticfiles_storage
    if not isinstance(storage, ManifestFilesMixin):
        return []  # DEBUG and tests take them from where they lie
    if storage.read_manifest() is not None:
        return []
    return [
        Error(
            f"{settings.STATIC_ROOT} 里没有静态文件（缺 {storage.manifest_name}），页面都打不开。",
            hint="用 script/upgrade 的，每个版本自带，请检查 STATIC_ROOT；其他的运行 "
            "python manage.py collectstatic --noinput 后重新启动。",
            id="config.E013",
        )
    ]


@register(READINESS, deploy=True)
def check_store(app_configs, **kwargs) -> list[CheckMessage]:
    from trust.disk import nearest  # there are apps by now

    store = Path(settings.MEDIA_ROOT)
    there = nearest(store)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"文件库 {store} 不能写入，上传、打印和导入都会失败。",
            hint=f"检查 MEDIA_ROOT，让运行本系统的账号能写 {there}，再重新启动。",
            id="config.E014",
        )
    ]


@register(STARTUP, deploy=True)
def check_digest(app_configs, **kwargs) -> list[CheckMessage]:
    try:
        size = hashlib.new(settings.AUDIT_DIGEST).digest_size
    except ValueError:
        size = 0
    if size == 32:
        return []
    return [
        Error(
            f"AUDIT_DIGEST 为 {settings.AUDIT_DIGEST}，本机不认识这种摘要算法，日志无法写入。",
            hint="改为 sha256 或 sm3。",
            id="config.E015",
        )
    ]
