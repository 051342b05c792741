import assert from "node:assert/strict";
import test from "node:test";
import { Undo } from "../../static/js/cells/undo.js";
import { openSheet } from "./sheet.js";

/** A sheet on which each figure was written over once: 1 by 10, 2 by 20, as acts of these cells. */
function openWritten(acts) {
  const page = openSheet({ a: "1", b: "2" });
  page.taken = [];
  page.told = [];
  document.addEventListener("toast", ({ detail }) => page.told.push(detail.text));
  const takeBack = ({ entries }) => {
    page.taken.push(entries.map(({ cell, text }) => [cell.key, text]));
    for (const { cell, text } of entries) cell.take({ words: text, version: cell.version + 1 });
  };
  page.undo = new Undo(page, { ready: () => Promise.resolve(), takeBack });
  for (const addresses of acts) {
    const cells = addresses.map((address) => page.cells.get(address));
    const entries = cells.map((cell) => ({ cell, text: cell.saved }));
    for (const { cell, text } of entries) cell.take({ words: `${text}0`, version: 2 });
    page.undo.remember(entries);
  }
  return page;
}

const button = () => document.querySelector('[data-act="undo"]');

async function back({ undo }) {
  undo.back();
  await undo.queue;
}

test("acts are taken back in turn, the last one first, a block as a whole", async () => {
  const page = openWritten([["a"], ["a", "b"]]);
  await back(page);
  await back(page);
  assert.deepEqual(page.taken, [[["a", "10"], ["b", "2"]], [["a", "1"]]]);
  assert.equal(button().disabled, true);
});

test("what somebody wrote since stays, and the whole block with it", async () => {
  const page = openWritten([["a", "b"]]);
  page.cells.get("b").take({ words: "99", version: 5 });
  await back(page);
  assert.deepEqual(page.taken, []);
  assert.deepEqual(page.told, ["格b之后又改过，不能整块撤销；没有改动。请核对后逐格更正。"]);
});

test("a cell that is gone takes nothing back", async () => {
  const page = openWritten([["a"]]);
  page.cells.get("a").input.remove();
  page.cells.scan(page.root);
  await back(page);
  assert.deepEqual([page.taken, page.told], [[], ["格a之后又改过，不能撤销；没有改动。请核对后逐格更正。"]]);
});

test("a write that changed nothing is no act", () => {
  const page = openWritten([]);
  page.undo.remember([{ cell: page.cells.get("a"), text: "1" }]);
  assert.equal(page.undo.last, undefined);
});

/** Return whether the key was ours. */
function press(element, more = {}) {
  const event = new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true, cancelable: true, ...more });
  element.dispatchEvent(event);
  return event.defaultPrevented;
}

test("with Shift, without Ctrl, or while a dialog is open the key takes nothing back", async () => {
  const page = openWritten([["a"]]);
  assert.equal(press(document.body, { shiftKey: true }), false);
  assert.equal(press(document.body, { ctrlKey: false }), false);
  document.body.append(Object.assign(document.createElement("dialog"), { open: true }));
  assert.equal(press(document.body), false);
  await page.undo.queue;
  assert.deepEqual(page.taken, []);
});

test("the key takes back where one cannot type, and not in a field that is not ours", async () => {
  const page = openWritten([["a"], ["b"]]);
  assert.deepEqual([press(page.cells.get("a").input), press(document.body)], [false, true]);
  await page.undo.queue;
  assert.deepEqual(page.taken, [[["b", "2"]]]);
});
