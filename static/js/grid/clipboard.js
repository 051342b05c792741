/* Copy and paste of blocks, clear, fill down. What a pasted block means the server says. */
import { isOneWord, rowsOf } from "../cells/clipboard.js";
import { Paste } from "../cells/paste.js";
import { writeTsv } from "../cells/tsv.js";

export class Clipboard {
  constructor(page) {
    this.page = page;
    this.paste = new Paste({
      url: page.pasteUrl,
      user: page.user,
      look: page.look,
      written: (body) => this.#written(body),
      toast: (text) => page.status.toast(text),
    });
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
    if (entries.length > 1) saver.writeBlock(entries, { isMeant: true });
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
    const data = event.clipboardData;
    if (board.mode !== "move" && isOneWord(data)) return; // into the text of one cell
    event.preventDefault();
    const rows = rowsOf(data);
    const cell = board.active;
    if (!rows.length || !cell) return;
    const isOne = rows.length === 1 && rows[0].length === 1;
    if (isOne && selection.isBlock) this.#spread(rows[0][0]);
    else if (isOne && cell.text === "" && cell.isOpen) this.page.saver.write([entry(cell, rows[0][0])]);
    else this.#send(rows, cell);
  }

  /** What was typed before goes first: the block meets it as it stands then. */
  async #send(rows, cell) {
    const { board, saver } = this.page;
    saver.left(cell);
    await saver.flush();
    const versions = Object.fromEntries(board.all.map(({ key, version }) => [key, version]));
    await this.paste.start({ rows, at: cell.id, versions });
    board.focusBack(cell, this.page.look.dialog);
  }

  #written(body) {
    const { board, saver, status } = this.page;
    for (const told of body.cells) {
      const cell = board.get(told.id);
      if (cell?.isHalted || cell?.theirs) saver.restore(cell); // the block took the place of that
      else if (cell?.isTyped) cell.rebase(told); // what is typed since stands against the block
    }
    saver.stand(body, "");
    status.savedAt(body.saved_at);
    const count = body.cells.length;
    status.say(count ? `已写入 ${count} 格` : "粘贴的内容与已录的相同，没有改动");
  }

  #spread(text) {
    this.page.saver.writeBlock(this.page.selection.cells.map((cell) => entry(cell, text)));
  }
}

function entry(cell, text) {
  return { cell, text, ticked: null };
}
