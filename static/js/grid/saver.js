/* Sends a cell as it is left, or a block all or none; and puts the answer into the cells. */
import { askBeforeLeaving } from "../asking.js";
import { Saver } from "../cells/saver.js";

const AT_ONCE = 20; // a larger block is shown before it is written

export class GridSaver extends Saver {
  constructor(page) {
    super(page);
    askBeforeLeaving(() => this.isSending);
  }

  /** Each cell has its own address. */
  batch() {
    return this.waiting.slice(0, 1);
  }

  goOn(cell) {
    const { board } = this.page;
    board.activate(cell);
    board.modes.edit(cell.input);
    cell.isHeld = true;
  }

  /** Something is typed: nothing is sent before the cell is left. */
  typed(cell) {
    cell.isHeld = true;
    cell.isUndo = false;
    cell.ticks = null;
    this.page.keeper.keep(cell);
  }

  /** The person leaves a cell: save it if it was changed. */
  left(cell) {
    cell.isHeld = false;
    if (cell.isWaiting) {
      this.page.keeper.keep(cell);
      this.page.status.set(cell, "saving");
      this.flush();
    } else if (cell.theirs) {
      this.page.status.set(cell, "conflict");
    } else if (!cell.isTyped && cell.sent === null) {
      this.#rest(cell);
    }
  }

  /** Nothing is typed: the field shows what is saved, as people read it. */
  #rest(cell) {
    cell.halted = null;
    cell.show(cell.shown);
    if (!cell.isOpen) return; // what could not be saved earlier stays told of
    this.page.keeper.drop(cell);
    if (cell.state === "refused" || cell.state === "unsent") this.page.status.set(cell, "");
  }

  /** entries: [{cell, text, ticked}]. options: isUndo keeps it from being undone again;
      asBlock: all or none. */
  write(entries, { isUndo = false, asBlock = false } = {}) {
    const open = entries.filter(({ cell }) => cell.isOpen);
    const isBlock = asBlock && open.length > 1;
    for (const entry of open) {
      const { cell } = entry;
      cell.put(entry, isUndo);
      cell.isHeld = isBlock;
      this.page.keeper.keep(cell);
      this.#tellOf(cell);
    }
    return isBlock ? this.enqueue(() => this.#sendBlock(open)) : this.flush();
  }

  #tellOf(cell) {
    if (cell.theirs) this.page.status.set(cell, "conflict");
    else if (cell.isTyped) this.page.status.set(cell, "saving");
    else if (cell.state === "refused" || cell.state === "unsent") this.page.status.set(cell, "");
  }

  /** Many cells: a few empty ones at once, more or recorded ones after a look. isMeant: the
      person said himself that what stands there goes. */
  writeBlock(entries, { isMeant = false } = {}) {
    const open = entries.filter(({ cell }) => cell.isOpen);
    const changes = open.some(({ cell, text }) => cell.text !== "" && cell.text !== text);
    if (open.length > AT_ONCE || (changes && !isMeant)) return this.look(open);
    return this.write(open, { asBlock: true });
  }

  /** Show what a block would change; nothing is written before the person says so. */
  async look(entries) {
    const { board, look, status } = this.page;
    const answer = await this.ask(this.page.blockUrl, { ...bodyOf(entries), preview: true });
    if (!answer.ok) {
      status.say(answer.error);
      status.toast(answer.error);
      return;
    }
    const { html, seen } = answer.body.look;
    const { act } = await look.ask(html);
    board.focus(board.active);
    const chosen = act ? entries.filter(({ cell }) => cell.key in seen) : [];
    for (const { cell } of chosen) cell.version = seen[cell.key]; // the person has seen it now
    await this.write(chosen, { asBlock: true });
  }

  transmit([cell]) {
    this.before = [stateOf(cell)];
    const url = this.page.recordUrl.replace("/0/", `/${cell.id}/`);
    return this.ask(url, { text: cell.sent, ticked: cell.ticks, version: cell.version });
  }

  settle(cells, answer) {
    const isUndo = cells.every((cell) => cell.isUndo);
    super.settle(cells, answer);
    if (answer.ok && !isUndo) this.page.undo.remember(this.before);
  }

  told({ rows, saved_at: at }) {
    this.page.scores.update(rows);
    this.page.status.savedAt(at);
  }

  /** Take over what was written beside the grid, in a cell's panel or from the counties' sum. */
  stand({ cells, rows }, how) {
    const changed = [];
    for (const told of cells) {
      const cell = this.page.board.get(told.id);
      if (!cell || cell.isTyped || cell.theirs) continue;
      changed.push(stateOf(cell));
      cell.take(told);
      cell.show(cell.shown);
      this.page.status.set(cell, "saved", how);
    }
    this.page.undo.remember(changed);
    this.page.scores.update(rows);
  }

  async #sendBlock(entries) {
    const cells = entries.map(({ cell }) => cell);
    this.before = cells.map(stateOf);
    const answer = await this.ask(this.page.blockUrl, bodyOf(entries));
    for (const { cell, text } of entries) [cell.isHeld, cell.sent] = [false, text];
    if (answer.status === 422 || answer.status === 409) {
      this.#lookAgain(entries);
      return;
    }
    this.settle(cells, answer);
    if (answer.ok) this.told(answer.body);
  }

  /** A block that could not be written stands nowhere; one looks at it, then it is written. */
  #lookAgain(entries) {
    for (const { cell } of entries) {
      cell.sent = null;
      this.restore(cell);
    }
    this.look(entries); // not awaited: the queue goes on while the person looks
  }
}

function stateOf(cell) {
  return { cell, text: cell.text, ticked: [...cell.ticked] };
}

function bodyOf(entries) {
  return {
    cells: entries.map(({ cell, text, ticked }) => {
      return { id: cell.id, text, ticked: ticked ?? null, version: cell.version };
    }),
  };
}
