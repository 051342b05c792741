/* Sends what was typed, a little after the last key and as a field is left; all that waits at once. */
import { Saver } from "../cells/saver.js";

const PAUSE = 1200; // milliseconds after the last key

export class SheetSaver extends Saver {
  constructor(page) {
    super(page);
    this.timer = 0;
    page.root.addEventListener("input", (event) => this.#typed(event.target));
    page.root.addEventListener("change", (event) => this.#left(event.target));
    page.root.addEventListener("focusout", (event) => this.#left(event.target));
  }

  get isBusy() {
    return this.isSending || this.waiting.length > 0;
  }

  /** Fields whose words are nowhere but here. */
  get unsaved() {
    return this.page.cells.all.filter((cell) => cell.isTyped);
  }

  goOn({ input }) {
    if (this.page.modes.fieldOf(input)) this.page.modes.edit(input);
  }

  #typed(target) {
    const cell = this.page.cells.of(target);
    if (!cell) return;
    this.page.keeper.keep(cell);
    this.page.status.set(cell, cell.theirs ? "conflict" : cell.isTyped ? "typed" : "");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  #left(target) {
    const cell = this.page.cells.of(target);
    if (!cell) return;
    if (cell.isWaiting) this.flush();
    else if (!cell.isTyped && cell.sent === null) this.page.keeper.drop(cell);
  }

  /** Put words into a field and send them, as if they had been typed. */
  put(cell, words) {
    cell.show(words);
    cell.halted = null;
    this.page.keeper.keep(cell);
    return this.flush();
  }

  flush() {
    clearTimeout(this.timer);
    return super.flush();
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
    await this.told(answer.body);
    return !why;
  }

  /** A request about this section. */
  post(url, body) {
    const { section, version } = this.page;
    return this.ask(url, { section, since: version, ...body });
  }

  transmit(cells) {
    const told = cells.map(({ address, sent, version }) => ({ address, words: sent, version }));
    return this.post(this.page.cellsUrl, { cells: told });
  }

  async told(body) {
    await this.page.standing.apply(body);
    this.page.status.savedAt(body.saved_at);
  }
}
