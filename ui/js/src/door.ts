// Pages outside the app: sign-in, set-up, the sample's door.

import "./json";

// Where the browser is, for whoever is asked for nothing else about it.
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}
