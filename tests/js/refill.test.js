import assert from "node:assert/strict";
import test from "node:test";
import { refill } from "../../static/js/selfeval/refill.js";
import { openPage } from "./page.js";

const cell = (id, value, more = "") => `<td><input id="${id}" value="${value}" ${more}></td>`;
const block = (...rows) => {
  const lines = rows.map((row) => `<tr>${row}</tr>`).join("");
  return `<section id="block" data-rows="${rows.length}"><table>${lines}</table></section>`;
};

/** The block on the page, with the caret in a field of it, and one that was fetched anew. */
function openBlock(old, fresh, id) {
  globalThis.CSS = { escape: (name) => name };
  const page = openPage(old);
  const here = id && document.getElementById(id);
  here?.focus();
  const box = document.createElement("template");
  box.innerHTML = fresh;
  return { page, here, old: page.firstElementChild, fresh: box.content.firstElementChild };
}

const shown = (page) => [...page.querySelectorAll("input")].map(({ id, value }) => `${id}=${value}`);

test("a row that came above leaves the field one is in, its words and its caret", () => {
  const { page, here, old, fresh } = openBlock(block(cell("b", "2")), block(cell("a", "1"), cell("b", "2")), "b");
  here.value = "25";
  here.setSelectionRange(1, 1);
  refill(old, fresh, here);
  assert.deepEqual(shown(page), ["a=1", "b=25"]);
  assert.deepEqual([document.activeElement, here.selectionStart], [here, 1]);
});

test("all around the field becomes what came", () => {
  const was = block(cell("a", "1"), cell("b", "2"), cell("c", "3"));
  const { page, here, old, fresh } = openBlock(was, block(cell("b", "2", 'data-version="4"'), cell("d", "4")), "b");
  refill(old, fresh, here);
  assert.deepEqual(shown(page), ["b=2", "d=4"]);
  assert.deepEqual([here.dataset.version, page.firstElementChild.dataset.rows], ["4", "2"]);
});

test("where the field is gone, or nobody is in the block, the new block takes its place", () => {
  for (const id of ["a", null]) {
    const { page, here, old, fresh } = openBlock(block(cell("a", "1")), block(cell("b", "2")), id);
    assert.equal(refill(old, fresh, here), fresh);
    assert.deepEqual(shown(page), ["b=2"]);
  }
});
