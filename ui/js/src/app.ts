// The live page: `<div id="app" data-socket="/live">` filled and kept current by the layout on the server.

import "./elements/choose";
import "./elements/commit";
import "./elements/copy";
import "./elements/draft";
import "./elements/focus";
import "./elements/keys";
import "./elements/lines";
import "./elements/name";
import "./elements/nav";
import "./elements/png";
import "./elements/rows";
import "./elements/sort";
import "./elements/text";
import "./elements/theme";
import "./elements/time";
import "./elements/timer";
import "./elements/upload";
import "./json";
import "./mentions";
import "./mended";
import "./menus";
import { replacePainting } from "./paint";
import { Socket } from "./socket";
import "./submit";
import { Page } from "./view";

function start(mount: HTMLElement, address: string): void {
  const page = new Page(mount, (event) => socket.send(event));
  const socket = new Socket(
    address,
    (updates, first) => {
      try {
        if (first) page.layout += 1;
        if (page.layout === 1 && first) replacePainting(mount, () => page.apply(updates));
        else page.apply(updates);
      } catch (error) {
        console.error(error);
        socket.restart();
      }
    },
    (state, refused = false) => {
      const { dataset } = document.documentElement;
      dataset["connection"] = state === "doubted" ? "offline" : state;
      if (state === "doubted") return; // no line was lost yet, and nothing on its way with it
      if (refused) dataset["refused"] = "true";
      dispatchEvent(new CustomEvent("cairn:connection", { detail: { state } }));
    },
  );
  addEventListener("pagehide", () => page.flush());
}

const mount = document.querySelector<HTMLElement>("#app[data-socket]");
if (mount) start(mount, mount.dataset["socket"] ?? "/live");
