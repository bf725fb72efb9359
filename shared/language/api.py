"""What the API says: headings of its reference, and refusals that only programs meet."""

from shared.language import Both, Texts

API: Texts = {
    "api.answers": Both("Answers", "响应"),
    "api.body": Both("Body", "请求体"),
    "api.description": Both("Meaning", "说明"),
    "api.example": Both("Example", "示例"),
    "api.described": Both("The machine-readable description:", "机器可读的描述："),
    "api.name": Both("Name", "名称"),
    "api.operations": Both("Operations", "接口"),
    "api.parameters": Both("Parameters", "参数"),
    "api.required": Both("required", "必填"),
    "api.schemas": Both("Schemas", "数据结构"),
    "api.title": Both("API reference", "API 参考"),
    "api.token": Both(
        "A program sends a personal token with each request: `Authorization: Bearer TOKEN`. Make one in Settings, under "
        "API tokens, or with `cairn token EMAIL` on the server's host.",
        "程序在每个请求中带上个人令牌：`Authorization: Bearer TOKEN`。令牌可在「设置」的「API 令牌」中创建，"
        "也可在服务器主机上用 `cairn token EMAIL` 生成。",
    ),
    "api.type": Both("Type", "类型"),
    "refused.cursor.unreadable": Both(
        "This list knows no such place; start without it.", "无法识别该位置，请重新从头读取。"
    ),
    "refused.if_match": Both("Give one version, as “12” in quotes.", "请给出一个带引号的版本号，例如 “12”。"),
    "refused.if_match.unwanted": Both("This cannot be made to depend on a version.", "此操作不支持按版本判断。"),
}
