/* Copy and paste of blocks, clear, fill down. A block finds its cells by itself: from the active
   cell on, or by the names of the cities if its first column holds them. */
import { readTsv, writeTsv } from "../cells/tsv.js";

export class Clipboard {
  constructor(page) {
    this.page = page;
    const { grid } = page.board;
    grid.addEventListener("copy", (event) => this.#copy(event));
    grid.addEventListener("cut", (event) => this.#copy(event));
    grid.addEventListener("paste", (event) => this.#paste(event));
  }

  clear() {
    const { selection, saver, status } = this.page;
    const filled = selection.cells.filter((cell) => cell.text !== "" || cell.isTyped);
    const entries = filled.map((cell) => ({ cell, text: "", ticked: cell.places ? [] : null }));
    if (!entries.length) return true;
    if (entries.length > 1) saver.writeBlock(entries);
    else saver.write(entries);
    status.say(`清除 ${entries.length} 格`);
    return true;
  }

  /** Every line of the selection becomes like its first; a single cell like the one above. */
  fillDown() {
    const { selection, board, saver } = this.page;
    const block = selection.isBlock && selection.block.length > 1 ? selection.block : null;
    const lines = block ?? this.#above(board.active);
    if (!lines) return true;
    const [first, ...rest] = lines;
    const entries = rest.flatMap((line) => {
      return line.map((cell, i) => (cell && first[i] ? { cell, text: first[i].text, ticked: null } : null));
    });
    saver.writeBlock(entries.filter(Boolean));
    return true;
  }

  #above(cell) {
    const above = this.page.board.beside(cell, -1, 0);
    return above ? [[above], [cell]] : null;
  }

  #copy(event) {
    const { board, selection, status } = this.page;
    if (board.mode !== "move") return;
    const rows = selection.block.map((line) => line.map((cell) => cell?.text ?? ""));
    event.clipboardData.setData("text/plain", writeTsv(rows));
    event.preventDefault();
    status.say(`已复制 ${selection.cells.length} 格`);
  }

  #paste(event) {
    const { board, selection } = this.page;
    const text = event.clipboardData.getData("text/plain");
    if (board.mode !== "move" && !/[\t\r\n]/.test(text.trim())) return; // into the text of one cell
    event.preventDefault();
    const rows = readTsv(text);
    if (!rows.length || !board.active) return;
    const isOne = rows.length === 1 && rows[0].length === 1;
    const placed = isOne && selection.isBlock ? this.#spread(rows[0][0]) : this.#place(rows);
    this.#write(placed);
  }

  #spread(text) {
    return { entries: this.page.selection.cells.map((cell) => entry(cell, text)), left: [], isMapped: false };
  }

  /** Return {entries, left: texts that met no cell, isMapped: lines were found by city}. */
  #place(rows) {
    const byCity = this.#linesByCity(rows);
    const start = this.page.board.active;
    const entries = [];
    const left = [];
    rows.forEach((row, i) => {
      const line = byCity ? byCity[i] : start.line + i;
      (byCity ? row.slice(1) : row).forEach((text, j) => {
        const cell = this.page.board.at(line, start.col + j);
        if (cell?.isOpen) entries.push(entry(cell, text));
        else if (text) left.push(text);
      });
    });
    return { entries, left, isMapped: Boolean(byCity) };
  }

  /** Lines by the city names in the first column, if every row has one; else null. */
  #linesByCity(rows) {
    if (rows.some((row) => row.length < 2)) return null;
    const bare = (name) => name.replace(/(市|自治州|州)$/, "");
    const lines = new Map(this.page.board.lines.map((line, i) => [bare(line.find(Boolean)?.city ?? ""), i]));
    const found = rows.map((row) => lines.get(bare(row[0])));
    return found.some((line) => line === undefined) ? null : found;
  }

  #write({ entries, left, isMapped }) {
    const { status, saver } = this.page;
    if (left.length) {
      const why = entries.length ? "超出表格、不能录入或没有该项，未粘贴" : "这里不能粘贴，未写入任何内容";
      status.toast(`${left.length} 个值（${left.slice(0, 3).join("、")}${left.length > 3 ? "…" : ""}）${why}。`);
    }
    if (!entries.length) return;
    if (entries.length === 1) saver.write(entries);
    else saver.writeBlock(entries, isMapped || left.length > 0);
  }
}

function entry(cell, text) {
  return { cell, text, ticked: null };
}
