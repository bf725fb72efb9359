// Who is meant by what stands after an @: the pattern, whom the server knows by it, and the order in which they are offered.
// What is about an objective stands in an element with data-about: who may not see that is offered last, and says so.
// Draws nothing, and asks nobody before there is an @.

export interface Person {
  id: string;
  name: string;
  latin: string;
  /** What to write after the @, where the name alone would call several; else the name. */
  calling?: string;
  /** Whether they may see what the text is about; undefined where that is nothing in particular. */
  sees?: boolean | null;
}

const MOST = 8;
export const PAUSE_MS = 120;
export const LONGEST = 24; // characters before the caret that can hold an @ and a name

const ASKED = /(?:^|[^\w.%+-])[@＠]([^\s@＠]{0,20})$/u;
const answers = new Map<string, Promise<Person[]>>();

/** What stands between an @ and the caret; undefined where nobody is being called. */
export function asked(before: string): string | undefined {
  return ASKED.exec(before)?.[1];
}

/** `known`: the people of a page that knows them already. Never fails: who cannot be found is not offered. */
export async function people(words: string, field: Element, known?: Person[]): Promise<Person[]> {
  if (known) return ranked(known, words).slice(0, MOST);
  const about = field.closest<HTMLElement>("[data-about]")?.dataset["about"];
  const query = String(new URLSearchParams({ q: words, ...(about ? { objective: about } : {}) }));
  let answer = answers.get(query);
  if (!answer) {
    answers.set(query, (answer = find(query)));
    answer.catch(() => answers.delete(query));
  }
  return ranked(await answer.catch(() => []), words, true).slice(0, MOST);
}

async function find(query: string): Promise<Person[]> {
  const response = await fetch(`/api/v1/people/callable?${query}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`people: ${response.status}`);
  const found = (await response.json()) as (Omit<Person, "latin"> & { latin_name: string })[];
  return found.map(({ latin_name, ...person }) => ({ ...person, latin: latin_name }));
}

/** What tells somebody from others of their name, and is not said already. */
export function mark({ name, latin, calling = name }: Person): string {
  const said = calling.slice(name.length + 2, -1);
  return said === latin ? "" : said;
}

/** The beginning of a name before the middle of one. `all`: also those whom the server knows by something else, a title say. */
function ranked(people: Person[], words: string, all = false): Person[] {
  const wanted = words.toLowerCase();
  return people
    .map((person) => ({ person, rank: rank(person, wanted) + (person.sees === false ? UNSEEN : 0) }))
    .filter((each) => all || each.rank < UNLIKE)
    .sort((one, other) => one.rank - other.rank)
    .map(({ person }) => person);
}

const UNLIKE = 4;
const UNSEEN = 10;

function rank({ name, latin }: Person, wanted: string): number {
  const own = name.toLowerCase();
  const parts = latin.toLowerCase().split(/\s+/).filter(Boolean);
  const joined = parts.join("");
  if (own.startsWith(wanted)) return 0;
  if (joined.startsWith(wanted) || latin.toLowerCase().startsWith(wanted) || parts.some((part) => part.startsWith(wanted))) return 1;
  if (parts.map((part) => part[0]).join("").startsWith(wanted)) return 2; // wm: Wang Min
  return own.includes(wanted) || joined.includes(wanted) ? 3 : UNLIKE;
}
