// Runs scenarios in the module as a page would, and writes the tables beside each other:
//   node run.mjs queuity_web.wasm OUT REPLICATIONS scenario.toml...
// A file becomes OUT/NAME/summary.csv and OUT/NAME/contrasts.csv. Replications of 0: as the scenario says.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const [wasm, out, replications, ...files] = process.argv.slice(2);
if (files.length === 0) {
  console.error("usage: node run.mjs MODULE.wasm OUT REPLICATIONS SCENARIO...");
  process.exit(2);
}
const module = await WebAssembly.compile(readFileSync(wasm));
const imports = WebAssembly.Module.imports(module);
if (imports.length > 0) {
  console.error(`the module wants ${imports.map((i) => `${i.module}.${i.name}`).join(", ")}: it must reach nothing outside`);
  process.exit(1);
}

let failed = false;
for (const file of files) {
  const { exports } = await WebAssembly.instantiate(module);
  const text = readFileSync(file);
  const at = exports.room(text.length);
  new Uint8Array(exports.memory.buffer, at, text.length).set(text);
  let trapped = false;
  try {
    exports.compare(Number(replications));
  } catch {
    trapped = true;
  }
  const bytes = new Uint8Array(exports.memory.buffer, exports.answer_at(), exports.answer_length());
  const answer = JSON.parse(new TextDecoder().decode(bytes));
  if (trapped || answer.problems) {
    console.error(`${file}:\n${(answer.problems ?? ["it stopped without a word"]).join("\n")}`);
    failed = true;
    continue;
  }
  const folder = join(out, basename(file, ".toml"));
  mkdirSync(folder, { recursive: true });
  for (const [name, table] of Object.entries(answer.tables)) writeFileSync(join(folder, name), table);
}
process.exit(failed ? 1 : 0);
