// What the writing code says to people, in the page's language.

const zh = document.documentElement.lang.startsWith("zh");

export const WORDS = zh
  ? {
      offline: "没有连接。可以继续写，恢复后会自动合并。",
      refused: "这里的改动没能保存，会继续尝试。",
      refusal: (code: string, most: number) =>
        ({ blank: "不能为空。", too_long: `太长了，最多 ${most} 个字；缩短后才会生效。`, too_large: "放不下这么多文字。" })[code] ?? "这里的改动不能接受。",
      hindrance: {
        too_large_at_once: "一次改动太多，服务器无法接收，已撤回。请分几次粘贴。",
        too_fast: "改动太快，服务器暂停了一下，马上会自动继续。",
        too_many_windows: "你打开的窗口太多。关掉几个，这里就能继续写。",
        unavailable: "服务器暂时打不开这段文字，会自动重试。",
      },
      denial: (reason: string) =>
        ({
          "too-many-documents": "这一页同时打开的文字太多，这一段暂时只能看。离开几段或单独打开它就能写。",
          damaged: "这段文字的记录已损坏，不能修改。请告诉管理员。",
        })[reason] ?? "",
      closed: "你不能再修改这段文字，未保存的改动已撤回。",
      tooLong: (most: number) => `最多 ${most} 个字。`,
      copy: "复制我写的",
      people: "提到谁",
      unseen: "看不到这里，不会收到通知",
    }
  : {
      offline: "Not connected. Keep writing: it will be merged when the connection returns.",
      refused: "This change could not be saved yet. It is being tried again.",
      refusal: (code: string, most: number) =>
        ({
          blank: "This must not be empty.",
          too_long: `Too long: at most ${most} characters. It counts once it is shorter.`,
          too_large: "So much text does not fit here.",
        })[code] ?? "This change cannot be accepted.",
      hindrance: {
        too_large_at_once: "That was more than the server takes at once, and was taken back. Paste it in parts.",
        too_fast: "So many changes at once: the server made a pause. It goes on by itself in a moment.",
        too_many_windows: "You have too many windows open. Close some, and you can write here again.",
        unavailable: "The server cannot open this text just now. It is being tried again.",
      },
      denial: (reason: string) =>
        ({
          "too-many-documents": "Too many texts are open on this page, so this one can only be read. Open it by itself to write in it.",
          damaged: "The record of this text is damaged, so it cannot be changed. Please tell an admin.",
        })[reason] ?? "",
      closed: "You may not change this text any more. What had not been saved was taken back.",
      tooLong: (most: number) => `At most ${most} characters.`,
      copy: "Copy what I wrote",
      people: "Whom to mention",
      unseen: "cannot see this, will not be told",
    };
