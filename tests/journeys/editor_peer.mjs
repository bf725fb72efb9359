// Hocuspocus itself as the other end of the editor's journeys: `node editor_peer.mjs <folder with node_modules>`. Keeps nothing.
// Says its port on the first line; then takes commands and answers them, one JSON object on each line.

import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const { Server } = createRequire(join(process.argv[2], "package.json"))("@hocuspocus/server");

const server = new Server({
  address: "127.0.0.1",
  port: 0,
  quiet: true,
  stopOnSignals: false,
  async onAuthenticate({ requestParameters, documentName, connectionConfig }) {
    if (documentName.startsWith("objective:secret:")) throw new Error("permission-denied");
    if (requestParameters.get("as") === "bob") connectionConfig.readOnly = true;
  },
});
await server.listen();
console.log(server.address.port);

const hands = new Map();
async function hand(name) {
  if (!hands.has(name)) hands.set(name, await server.hocuspocus.openDirectConnection(name));
  return hands.get(name); // and not let go: nobody else holds what was written
}

const commands = {
  text: ({ name }) => server.hocuspocus.documents.get(name)?.getText("text").toString() ?? null,
  async until({ name, text }) {
    const written = (await hand(name)).document.getText("text");
    if (written.toString() !== text) {
      await new Promise((resolve) => written.observe(() => written.toString() === text && resolve()));
    }
    return true;
  },
  async write({ name, at, text }) {
    await (await hand(name)).transact((document) => document.getText("text").insert(at, text));
    return true;
  },
  say({ name, payload }) {
    server.hocuspocus.documents.get(name).broadcastStateless(payload);
    return true;
  },
  withdraw({ name }) {
    for (const connection of server.hocuspocus.documents.get(name).getConnections()) {
      connection.readOnly = true;
      const words = (text) => [Buffer.byteLength(text), ...Buffer.from(text)];
      connection.send(Uint8Array.from([...words(name), 2, 2, ...words("readonly")]));
    }
    return true;
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...rest } = JSON.parse(line);
  console.log(JSON.stringify({ answer: await commands[command](rest) }));
}
process.exit(0);
