/* Sends what was typed, a little after the last key and as a field is left; one request at a time. */
import { send } from "../cells/wire.js";

const PAUSE = 1200; // milliseconds after the last key
const RETRY_SECONDS = 20;

export class Saver {
  constructor(page) {
    this.page = page;
    this.sending = null;
    this.isExpired = false;
    this.timer = 0;
    page.root.addEventListener("input", (event) => this.#typed(event.target));
    page.root.addEventListener("change", (event) => this.#left(event.target));
    page.root.addEventListener("focusout", (event) => this.#left(event.target));
    window.addEventListener("online", () => this.retry());
    document.addEventListener("session-renewed", () => {
      this.isExpired = false;
      this.retry();
    });
    setInterval(() => this.isExpired || this.retry(), RETRY_SECONDS * 1000);
  }

  get isBusy() {
    return Boolean(this.sending) || this.page.cells.all.some((cell) => cell.isWaiting);
  }

  /** Fields whose words are nowhere but here. */
  get unsaved() {
    return this.page.cells.all.filter((cell) => cell.isTyped);
  }

  #typed(target) {
    const cell = this.page.cells.of(target);
    if (!cell) return;
    this.page.keeper.keep(cell);
    if (!cell.theirs) this.page.status.set(cell, cell.isTyped ? "typed" : "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  #left(target) {
    const cell = this.page.cells.of(target);
    if (!cell) return;
    if (cell.isWaiting) this.flush();
    else if (!cell.isTyped) this.page.keeper.drop(cell);
  }

  /** Put words into a field and send them, as if they had been typed. */
  put(cell, words) {
    cell.show(words);
    cell.refusedWords = null;
    this.page.keeper.keep(cell);
    return this.flush();
  }

  /** Send all that waits; resolves when nothing waits any more or nothing gets through. */
  async flush() {
    clearTimeout(this.timer);
    if (this.sending) {
      await this.sending;
      return this.#waiting.length && !this.isExpired ? this.flush() : undefined;
    }
    const cells = this.#waiting;
    if (!cells.length) return undefined;
    this.sending = this.#send(cells);
    const isThrough = await this.sending;
    this.sending = null;
    this.page.status.sum();
    return isThrough && this.#waiting.length ? this.flush() : undefined;
  }

  retry() {
    if (this.page.cells.all.some((cell) => cell.state === "unsent")) this.flush();
  }

  /** Write what is no field of the page (不适用, 删去); returns whether it was saved. */
  async write(address, words) {
    await this.flush();
    const answer = await this.post(this.page.cellsUrl, { cells: [{ address, words, version: null }] });
    if (!answer.ok) {
      this.page.status.toast(answer.error);
      return false;
    }
    const why = answer.body.refused[address];
    if (why) this.page.status.toast(why);
    await this.page.standing.apply(answer.body);
    this.page.status.savedAt(answer.body.saved_at);
    return !why;
  }

  /** Esc: what was typed goes, what is saved comes back. */
  restore(cell) {
    if (cell.state === "saving") return;
    if (cell.theirs) {
      this.useTheirs(cell);
      return;
    }
    cell.show(cell.saved);
    cell.refusedWords = null;
    this.page.keeper.drop(cell);
    this.page.status.set(cell, "");
  }

  useTheirs(cell) {
    cell.take(cell.theirs);
    this.page.keeper.drop(cell);
    this.page.status.set(cell, "");
  }

  useMine(cell) {
    cell.version = cell.theirs.version;
    cell.saved = cell.theirs.words;
    cell.theirs = null;
    this.page.keeper.keep(cell);
    return this.flush();
  }

  /** A request about this section; the session's end is told. */
  async post(url, body) {
    const { section, version } = this.page;
    const answer = await send(url, { section, since: version, ...body });
    this.isExpired = Boolean(answer.isExpired);
    if (this.isExpired) document.dispatchEvent(new CustomEvent("session-expired"));
    return answer;
  }

  get #waiting() {
    return this.page.cells.all.filter((cell) => cell.isWaiting);
  }

  async #send(cells) {
    const sent = new Map(cells.map((cell) => [cell.address, cell.value]));
    for (const cell of cells) this.page.status.set(cell, "saving");
    const told = cells.map((cell) => {
      return { address: cell.address, words: sent.get(cell.address), version: cell.version };
    });
    const answer = await this.post(this.page.cellsUrl, { cells: told });
    if (answer.ok) {
      this.#saved(cells, sent, answer.body);
      await this.page.standing.apply(answer.body);
      this.page.status.savedAt(answer.body.saved_at);
      return true;
    }
    for (const cell of cells) {
      if (answer.isFinal) this.#refused(cell, sent.get(cell.address), answer.error);
      else this.page.status.set(cell, "unsent", answer.error);
    }
    return Boolean(answer.isFinal);
  }

  #saved(cells, sent, body) {
    const conflicts = new Map(body.conflicts.map((conflict) => [conflict.address, conflict]));
    for (const cell of cells) {
      const words = sent.get(cell.address);
      const why = body.refused[cell.address];
      const theirs = conflicts.get(cell.address);
      if (theirs) this.#conflict(cell, theirs);
      else if (why) this.#refused(cell, words, why);
      else {
        cell.saved = words;
        cell.version = body.saved[cell.address] ?? cell.version;
        cell.refusedWords = null;
        if (cell.isTyped) this.page.keeper.keep(cell); // typed again meanwhile
        else this.page.keeper.drop(cell);
        this.page.status.set(cell, cell.isTyped ? "typed" : "saved");
      }
    }
  }

  #refused(cell, words, why) {
    cell.refusedWords = words;
    this.page.status.set(cell, "refused", why);
  }

  #conflict(cell, theirs) {
    if (theirs.words === cell.value) {
      cell.take(theirs);
      this.page.keeper.drop(cell);
      this.page.status.set(cell, "saved");
      return;
    }
    cell.theirs = theirs;
    this.page.status.set(cell, "conflict");
  }
}
