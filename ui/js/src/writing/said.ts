// What a server says of a text beside the text itself: why it does not hold as it stands, or that it holds again.

import { WORDS } from "./words";

interface Said {
  kind?: string;
  code?: string;
  text?: string;
  refused?: string | null;
  most?: number;
}

/** `code` is null when the text holds again. Undefined for what is not meant for this page. */
export function saying(payload: string): { code: string | null; words: string } | undefined {
  let said: Said | null;
  try {
    said = JSON.parse(payload) as Said | null;
  } catch {
    return undefined;
  }
  const code = said?.kind === "refused" ? (said.code ?? "") : said?.refused;
  if (code === undefined) return undefined;
  return { code, words: said?.text || (code === null ? "" : WORDS.refusal(code, said?.most ?? 0)) };
}
