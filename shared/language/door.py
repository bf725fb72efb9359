"""The pages before the workspace (sign-in, set-up, invitations), and what is refused before a rule is asked."""

from shared.language import Both, Texts

DOOR: Texts = {
    "door.back": Both("Back to the start", "返回首页"),
    "door.email": Both("Email", "邮箱"),
    "door.forgot": Both(
        "Forgotten your password? An admin can hand you a new link.", "忘记密码？请管理员给你一个新的链接。"
    ),
    "door.invitation.lede": Both(
        "Choose a password for {email}. You are signed in right away.", "为 {email} 设置密码，之后将直接登录。"
    ),
    "door.invitation.submit": Both("Set the password and enter", "设置密码并进入"),
    "door.invitation.title": Both("Welcome, {name}", "欢迎，{name}"),
    "door.language": Both("Language", "语言"),
    "door.name": Both("Your name", "姓名"),
    "door.password": Both("Password", "密码"),
    "door.password.hint": Both("At least {least} characters", "至少 {least} 个字符"),
    "door.problem.lede": Both("Request {request_id}", "请求 {request_id}"),
    "door.sample.lede": Both(
        "{name}. Open two windows as two people, and see a change appear in both.",
        "{name}。开两个窗口，用两个人的身份，看改动如何同时出现。",
    ),
    "door.sample.password": Both("Sign in with a password", "用密码登录"),
    "door.sample.ribbon": Both(
        "A sample workspace: anybody can enter as anybody. Keep no real data here.",
        "示例工作区：任何人都能以任何身份进入，不要放真实数据",
    ),
    "door.sample.title": Both("Enter as whom?", "以谁的身份进入？"),
    "door.setup.lede": Both(
        "Make the first admin; the others are invited afterwards.", "建立第一个管理员，之后再邀请其他人。"
    ),
    "door.setup.submit": Both("Begin", "开始使用"),
    "door.setup.title": Both("First start", "第一次启动"),
    "door.setup.workspace": Both("Name of the workspace", "工作区名称"),
    "door.setup.workspace_example": Both("For example: Yunfan", "例如：云帆电商"),
    "door.signin.lede": Both("Objectives and key results of {name}", "{name}的目标与关键结果"),
    "door.signin.submit": Both("Sign in", "登录"),
    "door.signin.title": Both("Sign in", "登录"),
    "refused.csrf": Both("This page is out of date. Load it again, then try again.", "页面已过期，请刷新后重试。"),
    "refused.date.past": Both("This must be in the future.", "必须晚于现在。"),
    "refused.failed": Both(
        "Something went wrong on the server. It was noted; nothing was changed by halves.",
        "服务器出了问题，已记录；没有任何改动只做了一半。",
    ),
    "refused.invitation.gone": Both(
        "This link was used or is too old. Ask an admin for a new one.", "链接已被使用或已过期，请向管理员要一个新的。"
    ),
    "refused.method": Both("This address does not take such a request.", "该地址不支持此请求方法。"),
    "refused.origin": Both("This came from another site's page.", "请求来自其他网站的页面。"),
    "refused.password.email": Both("Your address is too easy a password.", "不能用邮箱作密码。"),
    "refused.password.short": Both("At least {least} characters.", "至少 {least} 个字符。"),
    "refused.password.wrong": Both("This is not your password.", "密码不正确。"),
    "refused.session_wanted": Both(
        "A token cannot do this; sign in with your password.", "令牌不能执行此操作，请用密码登录。"
    ),
    "refused.signin.wrong": Both("Wrong email or password.", "邮箱或密码不对。"),
    "refused.too_large": Both("At most {megabytes} MB can be sent here.", "最多可以发送 {megabytes} MB。"),
    "refused.too_many_requests": Both("Too many at once. Wait a moment, then try again.", "请求过于频繁，请稍后再试。"),
    "refused.too_many_attempts": Both(
        "Too many attempts. Try again in {seconds} seconds.", "尝试次数过多，请 {seconds} 秒后再试。"
    ),
    "refused.unauthenticated": Both("Sign in, or send a valid token.", "请先登录，或提供有效的令牌。"),
    "refused.unreadable": Both("The request could not be read.", "无法读取该请求。"),
    "refused.unsupported": Both("This form of content is not understood.", "不支持该内容格式。"),
}
