// CodeMirror's own styles in a constructed sheet and a cascade layer: a strict policy refuses the <style> element that it would make.
// Stands in for the package `style-mod` (see build.mjs). Knows nothing of shadow roots.

import { StyleModule as Rules } from "../../node_modules/style-mod/src/style-mod.js";

const mounted = new Set<Rules>();
let sheet: CSSStyleSheet | undefined;

export class StyleModule extends Rules {
  static override mount(_: Document | ShadowRoot | DocumentOrShadowRoot, modules: Rules | readonly Rules[]): void {
    const before = mounted.size;
    for (const each of [modules].flat() as Rules[]) mounted.add(each);
    if (sheet && mounted.size === before) return;
    if (!sheet) {
      sheet = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    }
    sheet.replaceSync(`@layer editor{${[...mounted].map((each) => each.getRules()).join("\n")}}`);
  }
}
