// Writing that the server has not acknowledged, kept in the browser for the same person: one record for each document and page.
// A browser without IndexedDB keeps nothing; then only the warning on leaving remains.

const STORE = "cairn-unsent";
const OLDEST_MS = 30 * 24 * 3_600_000;

type Key = [person: string, document: string, page: string];
export interface Kept {
  key: Key;
  update: Uint8Array;
  at: number;
}

let opening: Promise<IDBDatabase | undefined> | undefined;

function database(): Promise<IDBDatabase | undefined> {
  return (opening ??= new Promise((resolve) => {
    const request = indexedDB.open(STORE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("texts", { keyPath: "key" });
    request.onsuccess = () => {
      // Signing out deletes it, and waits for nobody.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => resolve(undefined);
  }));
}

async function within<T>(mode: IDBTransactionMode, act: (texts: IDBObjectStore) => IDBRequest<T> | undefined): Promise<T | undefined> {
  const opened = await database().catch(() => undefined);
  return new Promise((resolve) => {
    try {
      const transaction = opened?.transaction("texts", mode);
      const request = transaction && act(transaction.objectStore("texts"));
      if (!transaction) return resolve(undefined);
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => resolve(undefined);
    } catch {
      resolve(undefined); // closed by a sign-out
    }
  });
}

export async function keep(key: Key, update: Uint8Array): Promise<void> {
  await within("readwrite", (texts) => texts.put({ key, update, at: Date.now() } satisfies Kept));
}

/** Everything kept for a person; what is too old goes. */
export async function findKept(person: string): Promise<Kept[]> {
  const all = (await within<Kept[]>("readonly", (texts) => texts.getAll(IDBKeyRange.bound([person], [person, []])))) ?? [];
  const oldest = Date.now() - OLDEST_MS;
  for (const each of all) if (each.at < oldest) void forget(each.key, each.at);
  return all.filter((each) => each.at >= oldest);
}

/** With `at`, only if it is still the record of that moment: another page may have kept more since. */
export async function forget(key: Key, at?: number): Promise<void> {
  await within("readwrite", (texts) => {
    const found = texts.get(key) as IDBRequest<Kept | undefined>;
    found.onsuccess = () => {
      if (found.result && (at === undefined || found.result.at === at)) texts.delete(key);
    };
    return undefined;
  });
}
