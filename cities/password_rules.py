"""Django's rules for passwords, each with what to do about it."""

from django.contrib.auth import password_validation as stock


class SimilarityRule(stock.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return "密码与%(verbose_name)s太像，容易被猜到；请另换一个。"

    def get_help_text(self) -> str:
        return "不能与账号、姓名等相近。"


class LengthRule(stock.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少 {self.min_length} 个字符；请加长，例如用几个不相干的词。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class CommonRule(stock.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "这个密码太常见，容易被猜到；请另换一个。"

    def get_help_text(self) -> str:
        return "不能用常见的密码。"


class NumericRule(stock.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "密码不能全是数字，请加上字母或其他字符。"

    def get_help_text(self) -> str:
        return "不能全是数字。"
