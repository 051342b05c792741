import assert from "node:assert/strict";
import test from "node:test";
import { doubtWords, showDoubts } from "../../static/js/cells/doubts.js";
import { openPage } from "./page.js";

function openCell() {
  const td = openPage('<table><tr><td><input></td></tr></table><p id="issue-7"></p>').querySelector("td");
  return { id: 7, td, input: td.querySelector("input"), doubts: [], hasRemark: false };
}

const SMALL = "95.2 在目标 952 的十分之一左右";

test("a doubt is marked in the cell and read out with the line of what was not saved", () => {
  const cell = openCell();
  cell.doubts = [SMALL];
  showDoubts(cell);
  assert.equal(cell.td.className, "has-doubt");
  assert.equal(cell.td.textContent, `?存疑：${SMALL}`);
  assert.equal(cell.input.getAttribute("aria-describedby"), "issue-7 doubt-7");
});

test("a remark makes it calmer, and the words say so", () => {
  const cell = openCell();
  cell.doubts = [SMALL];
  showDoubts(cell);
  cell.hasRemark = true;
  showDoubts(cell);
  assert.equal(cell.td.className, "has-doubt is-explained");
  assert.equal(cell.td.textContent, `?存疑（备注已说明）：${SMALL}`);
});

test("a figure that is right again has neither mark nor words", () => {
  const cell = openCell();
  cell.doubts = [SMALL];
  showDoubts(cell);
  cell.doubts = [];
  showDoubts(cell);
  assert.deepEqual([cell.td.className, cell.td.textContent, doubtWords(cell)], ["", "", ""]);
  assert.equal(cell.input.getAttribute("aria-describedby"), "issue-7");
});
