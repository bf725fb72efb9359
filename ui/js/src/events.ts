// What of a browser event goes to the server: what a handler can use, some hundred bytes, never the element's content.

const KEYS = ["key", "code", "altKey", "ctrlKey", "metaKey", "shiftKey", "button", "clientX", "clientY"] as const;

type Fields = Record<string, unknown>;

function describe(target: EventTarget | null): Fields | undefined {
  if (!(target instanceof Element)) return undefined;
  const fields: Fields = { tagName: target.tagName };
  if (target.id) fields["id"] = target.id;
  if (target instanceof HTMLElement && Object.keys(target.dataset).length) fields["dataset"] = { ...target.dataset };
  if (target instanceof HTMLInputElement) {
    fields["name"] = target.name;
    fields["value"] = target.type === "file" ? "" : target.value;
    fields["checked"] = target.checked;
  } else if (target instanceof HTMLTextAreaElement || target instanceof HTMLButtonElement) {
    fields["name"] = target.name;
    fields["value"] = target.value;
  } else if (target instanceof HTMLSelectElement) {
    fields["name"] = target.name;
    fields["value"] = target.value;
    if (target.multiple) fields["values"] = [...target.selectedOptions].map((option) => option.value);
  } else if (target instanceof HTMLFormElement) {
    const values: Record<string, string> = {};
    for (const [name, value] of new FormData(target)) if (typeof value === "string") values[name] = value;
    fields["values"] = values;
  }
  return fields;
}

export function pack(event: Event): Fields {
  const fields: Fields = { type: event.type, target: describe(event.target) };
  fields["currentTarget"] = event.currentTarget === event.target ? fields["target"] : describe(event.currentTarget);
  for (const key of KEYS) if (key in event) fields[key] = (event as unknown as Fields)[key];
  if (event instanceof CustomEvent) fields["detail"] = event.detail;
  return fields;
}
