// `<form data-json>`: goes as JSON with the page's own header; a refusal is shown at the field it names, nothing typed is lost.

interface Problem {
  detail?: string;
  title?: string;
  errors?: { field?: string; detail?: string }[];
}

const WORDS = document.documentElement.lang.startsWith("zh")
  ? { offline: "连接不上服务器，请稍后再试。", failed: "没有成功，请再试一次。" }
  : { offline: "The server cannot be reached. Try again in a moment.", failed: "That did not work. Try again." };

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset["json"] === undefined) return;
  event.preventDefault();
  void submit(form, event.submitter);
});

async function submit(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  if (form.ariaBusy === "true") return;
  const buttons = form.querySelectorAll<HTMLButtonElement>("button:not([type=button])");
  clear(form);
  form.ariaBusy = "true";
  for (const button of buttons) button.disabled = true;
  let leaving = false;
  try {
    const response = await fetch(form.action, {
      method: (form.getAttribute("method") ?? "post").toUpperCase(),
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRF-Token": document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "",
      },
      body: JSON.stringify(fields(form, submitter)),
    });
    const answer = (await response.json().catch(() => ({}))) as Problem & { location?: string };
    if (response.ok) {
      leaving = true;
      location.assign(answer.location ?? response.headers.get("Location") ?? "/");
    } else show(form, answer);
  } catch {
    show(form, { detail: WORDS.offline });
  } finally {
    if (!leaving) {
      form.ariaBusy = "false";
      for (const button of buttons) button.disabled = false;
    }
  }
}

/** The controls' values, and that of the button that was pressed. */
function fields(form: HTMLFormElement, submitter: HTMLElement | null): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {};
  if (submitter instanceof HTMLButtonElement) values[submitter.name] = submitter.value;
  for (const control of form.elements) {
    if (control instanceof HTMLInputElement && control.type === "checkbox") values[control.name] = control.checked;
    else if (control instanceof HTMLInputElement && control.type === "radio") {
      if (control.checked) values[control.name] = control.value;
    } else if (control instanceof HTMLInputElement && control.type === "number") {
      if (control.value !== "") values[control.name] = control.valueAsNumber;
    } else if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement) {
      values[control.name] = control.value;
    }
  }
  delete values[""];
  return values;
}

function show(form: HTMLFormElement, problem: Problem): void {
  const rest: string[] = [];
  let first: HTMLElement | undefined;
  for (const { field, detail } of problem.errors ?? []) {
    const control = field ? form.elements.namedItem(field) : null;
    if (control instanceof HTMLElement && detail) {
      attach(control, detail);
      first ??= control;
    } else if (detail) rest.push(detail);
  }
  if (!first || rest.length) {
    const box = alert(rest.join(" ") || (problem.detail ?? problem.title ?? WORDS.failed));
    const place = form.querySelector("[data-problem]");
    if (place) place.append(box);
    else form.prepend(box);
  }
  first?.focus();
}

function attach(control: HTMLElement, text: string): void {
  const box = alert(text);
  box.id = `problem-${control.getAttribute("name") ?? ""}`;
  control.setAttribute("aria-describedby", box.id);
  control.setAttribute("aria-invalid", "true");
  control.after(box);
}

function alert(text: string): HTMLElement {
  const box = document.createElement("p");
  box.className = "problem why";
  box.setAttribute("role", "alert");
  box.textContent = text;
  return box;
}

function clear(form: HTMLFormElement): void {
  for (const box of form.querySelectorAll(".problem[role=alert]")) box.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    control.removeAttribute("aria-describedby");
  }
}
