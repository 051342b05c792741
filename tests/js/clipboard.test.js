import assert from "node:assert/strict";
import test from "node:test";
import { isOneWord, rowsOf } from "../../static/js/cells/clipboard.js";
import { openPage } from "./page.js";

const clipboard = (text, html = "") => ({ getData: (kind) => (kind === "text/html" ? html : text) });

test("text goes before the web page that came along", () => {
  assert.deepEqual(rowsOf(clipboard("1\t2", "<table><tr><td>9</td></tr></table>")), [["1", "2"]]);
});

test("the first table of a web page is read, a merged cell in its first place", () => {
  openPage();
  const html = `<p>说明</p><table>
    <tr><th rowspan="2">市州</th><th colspan="2">培训 人数</th></tr>
    <tr><th>目标</th><th>完成</th></tr>
    <tr><td>长沙市</td><td>10</td><td>8</td></tr></table><table><tr><td>别的表</td></tr></table>`;
  assert.deepEqual(rowsOf(clipboard(" ", html)), [
    ["市州", "培训 人数", ""],
    ["", "目标", "完成"],
    ["长沙市", "10", "8"],
  ]);
});

test("a cell that claims thousands of columns does not stop the page", () => {
  openPage();
  const [row] = rowsOf(clipboard("", '<table><tr><td colspan="1000">1</td><td>2</td></tr></table>'));
  assert.deepEqual([row.length, row[0], row.at(-1)], [201, "1", "2"]);
});

test("a web page without a table is no block", () => {
  openPage();
  assert.deepEqual(rowsOf(clipboard("", "<p>12</p>")), []);
});

test("one word goes into the text of a cell, anything else is a block", () => {
  const words = ["12\r\n", "a b", "1\t2", "1\n2", " "].filter((text) => isOneWord(clipboard(text)));
  assert.deepEqual(words, ["12\r\n", "a b"]);
});
