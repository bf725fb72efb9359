// The list of people under a field, as an editor and a plain field show it alike: an option each, taken on the press.

import { mark, type Person } from "./people";
import { WORDS } from "./writing/words";

export function offerList(people: Person[], picked: number, take: (person: Person) => void): HTMLUListElement {
  const list = document.createElement("ul");
  list.id = "mentions";
  list.className = "mentions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", WORDS.people);
  people.forEach((person, place) => {
    const item = document.createElement("li");
    item.id = `mention-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(place === picked));
    const more = document.createElement("small");
    const parts = [person.latin === person.name ? "" : person.latin, mark(person), person.sees === false ? WORDS.unseen : ""];
    more.textContent = parts.filter(Boolean).join(" · ");
    item.classList.toggle("unseen", person.sees === false);
    item.append(person.name, " ", more);
    // On the press: a click would come after the focus had gone.
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(person);
    });
    list.append(item);
  });
  return list;
}
