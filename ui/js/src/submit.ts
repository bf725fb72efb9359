// Command or Control with Enter sends the form of the field one is in, as its first button would.
// Leaves alone what a field does with the keys itself, and a form whose button does not take a press.

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.metaKey || event.ctrlKey)) return;
  if (event.defaultPrevented || event.isComposing || event.repeat || !(event.target instanceof Element)) return;
  const form = event.target.closest("form");
  const button = form?.querySelector<HTMLButtonElement>("button:not([type=button])");
  if (!form || !button || button.disabled || event.target.closest("button")) return;
  event.preventDefault();
  form.requestSubmit(button);
});
