// What the writing code says to people, in the page's language.

const zh = document.documentElement.lang.startsWith("zh");

export const WORDS = zh
  ? {
      offline: "没有连接。可以继续写，恢复后会自动合并。",
      refused: "这里的改动没能保存，会继续尝试。",
      refusal: (code: string, most: number) =>
        ({ blank: "不能为空。", too_long: `太长了，最多 ${most} 个字；缩短后才会生效。`, too_large: "放不下这么多文字。" })[code] ?? "这里的改动不能接受。",
      closed: "你不能再修改这段文字，未保存的改动已撤回。",
      tooLong: (most: number) => `最多 ${most} 个字。`,
      copy: "复制我写的",
      people: "提到谁",
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
      closed: "You may not change this text any more. What had not been saved was taken back.",
      tooLong: (most: number) => `At most ${most} characters.`,
      copy: "Copy what I wrote",
      people: "Whom to mention",
    };
