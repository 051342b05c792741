/* Sends what was typed, one request after the other, and puts the answer into the cells. */
import { send } from "./wire.js";

const AT_ONCE = 20; // a larger block is shown before it is written
const RETRY_SECONDS = 20;

export class Saver {
  constructor(page) {
    this.page = page;
    this.queue = Promise.resolve();
    this.waiting = 0;
    this.isExpired = false;
    window.addEventListener("online", () => this.retry());
    document.addEventListener("session-renewed", () => {
      this.isExpired = false;
      this.retry();
    });
    setInterval(() => this.isExpired || this.retry(), RETRY_SECONDS * 1000);
    window.addEventListener("beforeunload", (event) => {
      if (this.waiting) event.returnValue = "unsaved"; // preventDefault() asks only from Chromium 119 on
    });
  }

  /** The person leaves a cell: save it if it was changed. */
  leave(cell) {
    if (!cell.isOpen || !cell.isTyped) {
      if (cell.state !== "conflict" && !cell.wanted) this.page.drafts.drop(cell);
      return;
    }
    const text = cell.input.value.trim();
    if (cell.wanted?.text === text && cell.state !== "unsent") return;
    this.write([{ cell, text, ticked: null }]);
  }

  /** Esc: what was typed goes, what is saved comes back. */
  restore(cell) {
    if (cell.state === "saving") return;
    if (cell.theirs) {
      this.useTheirs(cell);
      return;
    }
    this.page.drafts.drop(cell);
    cell.wanted = null;
    cell.show();
    this.#still(cell);
  }

  #still(cell) {
    this.page.board.mode = "move";
    if (document.activeElement === cell.input) cell.input.select();
    this.page.status.set(cell, "");
  }

  /** entries: [{cell, text, ticked}]. options: isUndo keeps it from being undone again;
      version: write over that version; ask: show a preview first. */
  write(entries, options = {}) {
    const open = entries.filter(({ cell }) => cell.isOpen);
    if (!open.length) return Promise.resolve();
    for (const { cell, text, ticked } of open) this.#want(cell, text, ticked);
    this.waiting += 1;
    this.queue = this.queue.then(() => this.#send(open, options)).finally(() => {
      this.waiting -= 1;
      this.page.status.sum();
    });
    this.page.status.sum();
    return this.queue;
  }

  /** A pasted block: small ones at once, larger ones after a look. */
  writeBlock(entries, isMapped = false) {
    const open = entries.filter(({ cell }) => cell.isOpen);
    if (open.length > AT_ONCE || isMapped) return this.ask(open);
    return this.write(open, { asBlock: true });
  }

  /** Show what a block would change; nothing is written before the person says so. */
  async ask(entries) {
    const answer = await this.#post(this.page.blockUrl, { ...this.#body(entries), preview: true });
    if (!answer.ok) {
      for (const { cell } of entries) if (cell.wanted) this.#unsent(cell, answer);
      this.page.status.say(answer.error);
      if (!entries.some(({ cell }) => cell.wanted)) this.page.status.toast(answer.error);
      return;
    }
    const chosen = await this.page.preview.ask(answer.body, entries);
    if (chosen) await this.write(chosen, { asBlock: true });
    else for (const { cell } of entries) if (cell.wanted) this.restore(cell);
  }

  /** Send again what did not arrive. */
  retry() {
    if (this.waiting) return;
    const cells = this.page.board.cells.filter((cell) => cell.state === "unsent" && cell.wanted && !cell.isHalf);
    for (const cell of cells) this.write([{ cell, ...cell.wanted }]);
  }

  #want(cell, text, ticked) {
    cell.wanted = { text, ticked };
    cell.isHalf = false;
    cell.input.value = text;
    this.page.drafts.keep(cell, cell.wanted, false);
    this.page.status.set(cell, "saving");
  }

  async #send(entries, options) {
    const isBlock = entries.length > 1 || options.asBlock;
    const before = entries.map(({ cell }) => ({ cell, text: cell.text, ticked: [...cell.ticked] }));
    const answer = isBlock
      ? await this.#post(this.page.blockUrl, this.#body(entries))
      : await this.#post(this.#recordUrl(entries[0].cell), this.#cellBody(entries[0]));
    if (answer.ok) {
      this.#saved(entries, answer.body);
      if (!options.isUndo) this.page.undo.remember(before);
    } else {
      await this.#failed(entries, answer, isBlock);
    }
  }

  #saved(entries, body) {
    const wanted = new Map(entries.map(({ cell, text }) => [cell, text]));
    for (const told of body.cells) {
      const cell = this.page.board.byId.get(told.id);
      if (!cell) continue;
      cell.take(told);
      if (cell.wanted && cell.wanted.text !== wanted.get(cell)) continue; // typed again meanwhile
      cell.wanted = null;
      this.page.drafts.drop(cell);
      const isTyping = cell === this.page.board.active && this.page.board.mode !== "move";
      if (!isTyping) this.#showSaved(cell);
      this.page.status.set(cell, "saved");
    }
    this.page.scores.update(body.rows);
    this.page.status.savedAt(body.saved_at);
  }

  #showSaved(cell) {
    cell.show();
    if (document.activeElement === cell.input) cell.input.select();
  }

  async #failed(entries, answer, isBlock) {
    if (isBlock && (answer.status === 422 || answer.status === 409)) {
      for (const { cell } of entries) this.page.status.set(cell, "");
      await this.ask(entries);
      return;
    }
    for (const { cell } of entries) {
      if (answer.status === 409) this.#conflict(cell, answer.body.theirs);
      else if (answer.isFinal) this.page.status.set(cell, "refused", answer.error);
      else this.#unsent(cell, answer);
    }
  }

  #unsent(cell, answer) {
    this.page.status.set(cell, "unsent", answer.error);
  }

  #conflict(cell, theirs) {
    if (theirs.text === cell.wanted?.text) {
      cell.take(theirs);
      cell.wanted = null;
      this.page.drafts.drop(cell);
      cell.show();
      this.page.status.set(cell, "saved");
      return;
    }
    cell.theirs = theirs;
    this.page.status.set(cell, "conflict");
  }

  useTheirs(cell) {
    cell.take(cell.theirs);
    cell.theirs = null;
    cell.wanted = null;
    this.page.drafts.drop(cell);
    cell.show();
    this.#still(cell);
  }

  useMine(cell) {
    const { wanted } = cell;
    cell.take(cell.theirs); // their version, so that undo brings theirs back
    cell.theirs = null;
    return this.write([{ cell, ...wanted }]);
  }

  async #post(url, body) {
    const answer = await send(url, body);
    this.isExpired = Boolean(answer.isExpired);
    if (this.isExpired) document.dispatchEvent(new CustomEvent("session-expired"));
    return answer;
  }

  #recordUrl(cell) {
    return this.page.recordUrl.replace("/0/", `/${cell.id}/`);
  }

  #cellBody({ cell, text, ticked }) {
    return { id: cell.id, text, ticked: ticked ?? null, version: cell.version };
  }

  #body(entries) {
    return { cells: entries.map((entry) => this.#cellBody(entry)) };
  }
}
