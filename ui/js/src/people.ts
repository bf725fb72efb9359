// Who is meant by what stands after an @: the pattern, whom the server knows by it, and the order in which they are offered.
// Draws nothing, and asks nobody before there is an @.

export interface Person {
  id: string;
  name: string;
  latin: string;
}

export const MOST = 8;
export const PAUSE_MS = 120;
export const LONGEST = 24; // characters before the caret that can hold an @ and a name

const ASKED = /(?:^|[^\w.%+-])[@＠]([^\s@＠]{0,20})$/u;
const FOUND = 50; // of which the best are offered

const answers = new Map<string, Promise<Person[]>>();

/** What stands between an @ and the caret; undefined where nobody is being called. */
export function asked(before: string): string | undefined {
  return ASKED.exec(before)?.[1];
}

/** `known`: the people of a page that knows them already. Never fails: who cannot be found is not offered. */
export async function people(words: string, known?: Person[]): Promise<Person[]> {
  if (known) return ranked(known, words).slice(0, MOST);
  let answer = answers.get(words);
  if (!answer) {
    answers.set(words, (answer = find(words)));
    answer.catch(() => answers.delete(words));
  }
  return ranked(await answer.catch(() => []), words, true).slice(0, MOST);
}

async function find(words: string): Promise<Person[]> {
  const query = new URLSearchParams({ q: words, active: "true", limit: String(FOUND) });
  const response = await fetch(`/api/v1/people?${query}`, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`people: ${response.status}`);
  const { items } = (await response.json()) as { items: { id: string; name: string; latin_name: string }[] };
  return items.map(({ id, name, latin_name }) => ({ id, name, latin: latin_name }));
}

/** The beginning of a name before the middle of one. `all`: also those whom the server knows by something else, a title say. */
function ranked(people: Person[], words: string, all = false): Person[] {
  const wanted = words.toLowerCase();
  return people
    .map((person) => ({ person, rank: rank(person, wanted) }))
    .filter((each) => all || each.rank < UNLIKE)
    .sort((one, other) => one.rank - other.rank)
    .map(({ person }) => person);
}

const UNLIKE = 4;

function rank({ name, latin }: Person, wanted: string): number {
  const own = name.toLowerCase();
  const parts = latin.toLowerCase().split(/\s+/).filter(Boolean);
  const joined = parts.join("");
  if (own.startsWith(wanted)) return 0;
  if (joined.startsWith(wanted) || latin.toLowerCase().startsWith(wanted) || parts.some((part) => part.startsWith(wanted))) return 1;
  if (parts.map((part) => part[0]).join("").startsWith(wanted)) return 2; // wm: Wang Min
  return own.includes(wanted) || joined.includes(wanted) ? 3 : UNLIKE;
}
