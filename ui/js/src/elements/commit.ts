// <cairn-commit value="…"><input></cairn-commit>: text that is told to the server when somebody has finished with it.
//
// "commit" {value, was}: what it is to be, and what stood there when the writer came in; on Enter (in a textarea with mod), on
// leaving, and with `pause` (ms) when typing rests. "cancel": on Escape, after
// the text went back to the server's. With `line` a textarea is one line that may wrap: Enter commits. With `clear` it is a line to
// send: only Enter commits, and the field is empty at once.
// The server's value never replaces text that somebody is in, nor text that could not be sent, or was on its way when the
// connection went; that keeps `data-unsent` and is told when the connection is back.

type Control = HTMLInputElement | HTMLTextAreaElement;

class CairnCommit extends HTMLElement {
  private fromServer: string | undefined;
  private began = ""; // the server's value when the writer came in
  private settled = ""; // what the server was told, or showed, last
  private onItsWay: { value: string; was: string } | undefined; // told, and the server has shown nothing since
  private timer = 0;
  private listening: AbortController | undefined;

  get value(): string {
    return this.fromServer ?? this.settled;
  }

  set value(value: unknown) {
    this.fromServer = String(value ?? "");
    this.onItsWay = undefined;
    this.show();
  }

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener("focusin", () => this.entered(), { signal });
    this.addEventListener("focusout", () => this.left(), { signal });
    this.addEventListener("keydown", (event) => this.pressed(event), { signal });
    this.addEventListener("input", () => this.typed(), { signal });
    addEventListener("pagehide", () => this.left(), { signal });
    addEventListener("cairn:connection", () => this.met(), { signal });
    queueMicrotask(() => this.show());
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
    this.listening?.abort();
  }

  private get control(): Control | null {
    return this.querySelector<Control>("input,textarea");
  }

  private get unsent(): boolean {
    return this.dataset["unsent"] !== undefined;
  }

  private get clears(): boolean {
    return this.hasAttribute("clear");
  }

  private show(): void {
    const { control } = this;
    if (!control) return;
    if (this.fromServer === control.value) delete this.dataset["unsent"];
    if (this.fromServer !== undefined && !this.unsent && document.activeElement !== control && control.value !== this.fromServer) {
      control.value = this.fromServer;
    }
    fit(control);
  }

  private entered(): void {
    this.began = this.value;
    if (!this.unsent) this.settled = this.control?.value ?? "";
  }

  private typed(): void {
    const { control } = this;
    if (!control) return;
    fit(control);
    clearTimeout(this.timer);
    const pause = Number(this.getAttribute("pause"));
    if (pause > 0 && !this.clears) this.timer = window.setTimeout(() => this.commit(), pause);
  }

  private left(): void {
    if (!this.clears) this.commit();
  }

  /** Back online: what was finished meanwhile is told; what somebody is still in waits for them. */
  private met(): void {
    if (document.documentElement.dataset["connection"] !== "online") {
      const { onItsWay } = this;
      this.onItsWay = undefined;
      if (!onItsWay || onItsWay.value !== this.control?.value) return;
      this.dataset["unsent"] = "";
      this.began = onItsWay.was; // told again, it is what it was
      return;
    }
    if (this.unsent && !this.clears && document.activeElement !== this.control) this.commit();
  }

  private pressed(event: KeyboardEvent): void {
    const { control } = this;
    // 229: the key that ends a composition belongs to the input method, in browsers that say so too late.
    if (!control || event.target !== control || event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(this.timer);
      control.value = this.clears ? "" : this.value;
      this.settled = control.value;
      this.onItsWay = undefined;
      delete this.dataset["unsent"];
      fit(control);
      this.emit("cancel", {});
      control.blur();
      return;
    }
    const long = control instanceof HTMLTextAreaElement && !this.hasAttribute("line");
    if (event.key !== "Enter" || event.shiftKey || (long && !(event.metaKey || event.ctrlKey))) return;
    event.preventDefault();
    this.commit();
    if (!this.clears) control.blur();
  }

  private commit(): void {
    clearTimeout(this.timer);
    const { control } = this;
    if (!control) return;
    const { value } = control;
    if (this.clears ? !value.trim() : value === this.settled && !this.unsent) return;
    if (document.documentElement.dataset["connection"] !== "online") {
      this.dataset["unsent"] = "";
      return;
    }
    delete this.dataset["unsent"];
    this.settled = value;
    const was = this.began;
    this.began = value;
    if (this.clears) {
      control.value = "";
      fit(control);
    } else this.onItsWay = { value, was: this.onItsWay?.was ?? was };
    this.emit("commit", { value, was });
  }

  private emit(name: "commit" | "cancel", detail: Record<string, string>): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A textarea as high as its text. */
function fit(control: Control): void {
  if (!(control instanceof HTMLTextAreaElement) || CSS.supports("field-sizing", "content")) return;
  control.style.height = "auto";
  control.style.height = `${control.scrollHeight + control.offsetHeight - control.clientHeight}px`;
}

customElements.define("cairn-commit", CairnCommit);
