/* What lies on the clipboard, as rows of words: text with tabs, or the first table of a web page. */
import { readTsv } from "./tsv.js";

export function rowsOf(data) {
  const text = data.getData("text/plain");
  if (text.trim()) return readTsv(text);
  const html = data.getData("text/html");
  return html ? readTable(html) : [];
}

/** Whether it is one word for one field, to be pasted into its text. */
export function isOneWord(data) {
  return !/[\t\r\n]/.test(data.getData("text/plain").trim()) && data.getData("text/plain").trim() !== "";
}

function readTable(html) {
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return [];
  const rows = [...table.rows].map(() => []);
  [...table.rows].forEach((row, i) => {
    let at = 0;
    for (const cell of row.cells) {
      while (rows[i][at] !== undefined) at += 1;
      cover(rows, { top: i, left: at }, cell);
      at += Math.min(cell.colSpan, MOST_COLUMNS);
    }
  });
  return rows.map((row) => Array.from(row, (word) => word ?? ""));
}

const MOST_COLUMNS = 200;

/* A merged cell's word stands in its first place; the others are empty, as in a spreadsheet. */
function cover(rows, { top, left }, cell) {
  const bottom = Math.min(rows.length, top + (cell.rowSpan || rows.length));
  for (let i = top; i < bottom; i += 1) {
    for (let j = left; j < left + Math.min(cell.colSpan, MOST_COLUMNS); j += 1) rows[i][j] = "";
  }
  rows[top][left] = cell.textContent.replaceAll(/\s+/g, " ").trim();
}
