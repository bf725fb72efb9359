// Bundles src/ and ../css/ into ../static/ (or the folder named) under names that carry their content's hash, with gzip siblings and a manifest.

import { build } from "esbuild";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "..", "static");
const entries = {
  app: join(here, "src/app.ts"),
  door: join(here, "src/door.ts"),
  "app-css": join(here, "../css/app.css"),
  "door-css": join(here, "../css/door.css"),
};
for (const [name, path] of Object.entries(entries)) {
  try {
    await access(path);
  } catch {
    console.warn(`no ${path}: left out`);
    delete entries[name];
  }
}

const options = {
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022", "chrome111", "firefox115", "safari16.4"],
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "file", ".woff2": "file" },
  legalComments: "none",
  metafile: true,
  write: false,
  logLevel: "warning",
  alias: { "style-mod": join(here, "src/writing/sheets.ts") },
};
// The app alone is split: together with the door, what both need would become a file of its own that both wait for.
const { app, ...others } = entries;
const built = await Promise.all([
  build({ ...options, entryPoints: app ? { app } : {}, splitting: true }),
  build({ ...options, entryPoints: others }),
]);
const outputFiles = built.flatMap((each) => each.outputFiles);
const outputs = built.flatMap((each) => Object.entries(each.metafile.outputs));

const manifest = {};
const wanted = new Map(Object.entries(entries).map(([name, path]) => [path, `${name.replace("-css", "")}${extname(path).replace(".ts", ".js")}`]));
for (const [path, { entryPoint }] of outputs) {
  const name = entryPoint && wanted.get(join(process.cwd(), entryPoint));
  if (name) manifest[name] = basename(path);
}

// Written beside and then renamed: a server that reads meanwhile sees the old file or the new one.
await mkdir(out, { recursive: true });
const put = async (name, content) => {
  await writeFile(join(out, `${name}.new`), content);
  await rename(join(out, `${name}.new`), join(out, name));
};
const written = new Set(["manifest.json"]);
const icon = await readFile(join(here, "src/icon.svg"));
manifest["icon.svg"] = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8).toUpperCase()}.svg`;
for (const { path, contents } of [...outputFiles, { path: manifest["icon.svg"], contents: icon }]) {
  const name = basename(path);
  const packed = gzipSync(contents, { level: 9 });
  await put(name, contents);
  await put(`${name}.gz`, packed);
  written.add(name).add(`${name}.gz`);
  console.log(`${name}  ${(contents.length / 1024).toFixed(1)} KB, ${(packed.length / 1024).toFixed(1)} KB compressed`);
}
await put("manifest.json", `${JSON.stringify(Object.fromEntries(Object.entries(manifest).sort()), null, 2)}\n`);
for (const name of await readdir(out)) if (!written.has(name) && name !== ".stamp") await rm(join(out, name), { recursive: true });
