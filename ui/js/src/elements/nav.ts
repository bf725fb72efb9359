// <cairn-nav>: links of this site, Back and Forward become "nav" events; `go` moves the address from the server's side.

interface Journey {
  to: string;
  replace: boolean;
  token: string;
}

const SEEK_MS = 4_000;

let untold = false; // the address changed while nobody could be told
let lastToken = "";

class CairnNav extends HTMLElement {
  private listening: AbortController | undefined;
  private seeking: MutationObserver | undefined;

  connectedCallback(): void {
    this.hidden = true;
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener("click", (event) => this.follow(event), { signal });
    addEventListener("popstate", () => this.tell(), { signal });
    addEventListener(
      "cairn:connection",
      () => {
        if (untold && isOnline()) this.tell();
      },
      { signal },
    );
  }

  disconnectedCallback(): void {
    this.listening?.abort();
  }

  set go(journey: Journey | undefined | "") {
    if (!journey || journey.token === lastToken) return;
    lastToken = journey.token;
    const here = location.pathname + location.search;
    if (here === journey.to) return;
    history[journey.replace ? "replaceState" : "pushState"](null, "", journey.to);
    if (!journey.replace && here.split("?")[0] !== journey.to.split("?")[0]) scrollTo(0, 0);
  }

  private follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.origin !== location.origin || link.hasAttribute("download") || link.dataset["native"] !== undefined) return;
    if (link.target && link.target !== "_self") return;
    if (link.hash && link.pathname === location.pathname && link.search === location.search) return;
    event.preventDefault();
    const moved = link.pathname !== location.pathname;
    if (link.href !== location.href) history.pushState(null, "", link.href);
    if (moved) scrollTo(0, 0);
    if (link.hash) this.seek(link.hash.slice(1));
    this.tell();
  }

  /** The place within the page that a link names, as soon as it is there. */
  private seek(id: string): void {
    this.seeking?.disconnect();
    const look = (): void => {
      const found = document.getElementById(id);
      if (!found) return;
      this.seeking?.disconnect();
      found.scrollIntoView({ block: "center" });
    };
    this.seeking = new MutationObserver(look);
    this.seeking.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => this.seeking?.disconnect(), SEEK_MS);
    look();
  }

  private tell(): void {
    untold = !isOnline();
    this.dispatchEvent(new CustomEvent("nav", { detail: { href: location.pathname + location.search } }));
  }
}

function isOnline(): boolean {
  return document.documentElement.dataset["connection"] === "online";
}

customElements.define("cairn-nav", CairnNav);
