// Fields that call people: in an input or a textarea with data-mentions an @ brings the list of people. It arrives with the first @.

let loading: Promise<typeof import("./plain")> | undefined;

function offer(event: Event): void {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.dataset["mentions"] === undefined) return;
  if ((event as InputEvent).isComposing || !/[@＠]/.test(field.value)) return;
  // An older page may ask for what a newer server does not have any more: the @ stays a plain one, and the next asks again.
  loading ??= import("./plain");
  loading.then(({ ask }) => ask(field)).catch(() => (loading = undefined));
}

document.addEventListener("input", offer);
document.addEventListener("compositionend", offer);
