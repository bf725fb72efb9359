"""What the API says: headings of its reference, and refusals that only programs meet."""

from shared.language import Both, Texts

API: Texts = {
    "api.answers": Both("Answers", "响应"),
    "api.body": Both("Body", "请求体"),
    "api.description": Both("Meaning", "说明"),
    "api.example": Both("Example", "示例"),
    "api.intro": Both(
        "Everything the product can do to goals, a program can do here. The machine-readable description is",
        "产品中对目标能做的一切，程序都可以在此完成。机器可读的描述见",
    ),
    "api.name": Both("Name", "名称"),
    "api.operations": Both("Operations", "接口"),
    "api.parameters": Both("Parameters", "参数"),
    "api.required": Both("required", "必填"),
    "api.schemas": Both("Schemas", "数据结构"),
    "api.title": Both("API reference", "API 参考"),
    "api.type": Both("Type", "类型"),
    "refused.cursor.unreadable": Both(
        "This list knows no such place; start without it.", "无法识别该位置，请重新从头读取。"
    ),
    "refused.if_match": Both("Give one version, as “12” in quotes.", "请给出一个带引号的版本号，例如 “12”。"),
    "refused.if_match.unwanted": Both("This cannot be made to depend on a version.", "此操作不支持按版本判断。"),
}
