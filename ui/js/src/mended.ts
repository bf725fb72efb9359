// A refusal under a field goes when the field is edited, before the server is asked again: `aria-invalid` turns "false".
// Never takes away what the server shows: a refusal in the same words brings no change, and is shown again after the form was sent.

const ANSWERED_MS = 500;

function isIn(target: EventTarget | null): target is Element {
  return target instanceof Element && target.closest("form .field") !== null;
}

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, ({ target }) => {
    if (isIn(target) && target.getAttribute("aria-invalid") === "true") target.setAttribute("aria-invalid", "false");
  });
}

document.addEventListener(
  "submit",
  ({ target }) => {
    const mended = target instanceof Element ? [...target.querySelectorAll("[aria-invalid=false]")] : [];
    // what held is without the attribute by then
    setTimeout(() => {
      for (const each of mended) if (each.hasAttribute("aria-invalid")) each.setAttribute("aria-invalid", "true");
    }, ANSWERED_MS);
  },
  true,
);
