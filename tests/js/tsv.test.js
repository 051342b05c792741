import assert from "node:assert/strict";
import test from "node:test";
import { readTsv, writeTsv } from "../../static/js/cells/tsv.js";

const READ = [
  ["one word", "12", [["12"]]],
  ["rows of Excel, with an end after the last", "1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]],
  ["rows of other programs", "1\n2\r3", [["1"], ["2"], ["3"]]],
  ["empty cells at the end of a row", "1\t\t\r\n2\t3\t4", [["1", "", ""], ["2", "3", "4"]]],
  ["an empty cell at the end, rows ended in the old way", "1\t\r2", [["1", ""], ["2"]]],
  ["an empty line between two rows", "1\n\n2", [["1"], [""], ["2"]]],
  ["a line break and a tab inside a cell", '"移民\n培训\t人数"\t5', [["移民 培训\t人数", "5"]]],
  ["quotes inside a cell", '"他说""好"""\t1', [['他说"好"', "1"]]],
  ["a lone quote", '5" 管\t2', [['5" 管', "2"]]],
  ["a quote that is never closed", '"5\t2', [['"5', "2"]]],
  ["space around a word", " 12 \t 13", [["12", "13"]]],
];

for (const [what, text, rows] of READ) {
  test(`a block is read as it was copied: ${what}`, () => assert.deepEqual(readTsv(text), rows));
}

test("what is copied from here comes back as it was", () => {
  const rows = [["移民\t培训", '5"', ""], ["1,050", "a\"b", "95.2%"]];
  assert.deepEqual(readTsv(writeTsv(rows)), rows);
});
