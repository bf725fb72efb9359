// <cairn-upload action="/files"><input type="file"></cairn-upload>: sends what was chosen or dropped by HTTP, one file after another.
//
// "uploaded" {name, answer}, "failed" {name, status, detail}; meanwhile `data-state="sending"` and `--progress` from 0 to 1 on the element.

interface Answer {
  status: number;
  body: unknown;
}

class CairnUpload extends HTMLElement {
  private queue: Promise<void> = Promise.resolve();
  private listening: AbortController | undefined;

  connectedCallback(): void {
    this.listening?.abort();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.addEventListener(
      "change",
      ({ target }) => {
        if (!(target instanceof HTMLInputElement) || target.type !== "file") return;
        this.take(target.files);
        target.value = "";
      },
      { signal },
    );
    this.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    this.addEventListener(
      "drop",
      (event) => {
        event.preventDefault();
        this.take(event.dataTransfer?.files ?? null);
      },
      { signal },
    );
  }

  disconnectedCallback(): void {
    this.listening?.abort();
  }

  private take(files: FileList | null): void {
    for (const file of files ?? []) this.queue = this.queue.then(() => this.send(file));
  }

  private async send(file: File): Promise<void> {
    this.dataset["state"] = "sending";
    this.style.setProperty("--progress", "0");
    const { status, body } = await post(this.getAttribute("action") ?? "", file, (part) =>
      this.style.setProperty("--progress", part.toFixed(3)),
    );
    const good = status >= 200 && status < 300;
    this.dataset["state"] = good ? "done" : "failed";
    const detail = good
      ? { name: file.name, answer: body }
      : { name: file.name, status, detail: (body as { detail?: string } | null)?.detail ?? "" };
    this.dispatchEvent(new CustomEvent(good ? "uploaded" : "failed", { detail }));
  }
}

/** Status 0 when the line failed. `fetch` tells nothing of the way up, so this is the older request. */
function post(action: string, file: File, progress: (part: number) => void): Promise<Answer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", action);
    request.responseType = "json";
    request.setRequestHeader("X-CSRF-Token", document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "");
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onloadend = () => resolve({ status: request.status, body: request.response as unknown });
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

customElements.define("cairn-upload", CairnUpload);
