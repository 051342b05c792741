"""The file store in a bucket of an S3-compatible server, for several machines that share it.

Needs the packages of requirements-s3.lock. An object is there as a whole or not at all; the
server keeps it. Named by its SHA-256 and read back against it, as on a disk.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage

from trust.disk import CHUNK

#: Seconds; a server that says nothing must not hold whoever asks for a page.
CONNECT_WITHIN, ANSWER_WITHIN = 5, 30


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    """Turn what the server's client raises into what callers know of disks."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(f"对象存储没有完成操作：{error}") from error


class BucketStore(S3Storage):
    def get_default_settings(self):
        return super().get_default_settings() | {
            "file_overwrite": True,
            "querystring_auth": False,
            "max_memory_size": 4 * CHUNK,  # what is larger is read by way of a temporary file
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                connect_timeout=CONNECT_WITHIN,
                read_timeout=ANSWER_WITHIN,
                retries={"max_attempts": 3, "mode": "standard"},
                # the newer checksums are unknown to many servers in use
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }

    def _open(self, name: str, mode: str = "rb"):
        with _as_of_a_disk():
            file = super()._open(name, mode)
            file.open()  # what cannot be fetched is told now, not halfway through an answer
            return file

    def _save(self, name: str, content: File) -> str:
        with _as_of_a_disk():
            return super()._save(name, content)

    def exists(self, name: str) -> bool:
        with _as_of_a_disk():
            return super().exists(name)

    def size(self, name: str) -> int:
        with _as_of_a_disk():
            return super().size(name)

    def delete(self, name: str) -> None:
        with _as_of_a_disk():
            super().delete(name)

    def complaint(self) -> str:
        """Return what keeps the bucket from being used, in a sentence, or nothing."""
        try:
            with _as_of_a_disk():
                self.connection.meta.client.head_bucket(Bucket=self.bucket_name)
        except OSError as error:
            return (
                f"文件库（{self.endpoint_url} 的 {self.bucket_name}）无法使用，上传、打印和导入"
                f"都会失败：{error}；请检查对象存储和 STORE_URL。"
            )
        return ""

    def remove_torn(self, older_than: timedelta) -> int:
        """Nothing is torn here: an upload that breaks off leaves no object."""
        return 0
