/* The last acts of this page and how to take them back, each as a whole. One is taken back only
   while its cells say what it left in them: what anybody wrote since stays. */

const MOST = 100;

export class Undo {
  /** ready(): resolves when nothing is on its way, be it a pasted block. takeBack(act): writes what
      stood before; resolves when that is settled. isByKey(): whether the key means the last act. */
  constructor(page, { ready, takeBack, isByKey = () => true }) {
    Object.assign(this, { page, ready, takeBack, isByKey });
    this.stack = [];
    this.queue = Promise.resolve();
    this.button = page.root.querySelector('[data-act="undo"]');
    this.button?.addEventListener("click", () => this.back());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** entries: [{cell, text, ticked}] as they stood before; more: what else belongs to the act. */
  remember(entries, more = {}) {
    const changed = entries.filter(({ cell, text }) => cell.saved !== text || cell.places);
    if (!changed.length) return;
    const done = changed.map((entry) => {
      const { cell } = entry;
      return { ...entry, key: cell.key, where: cell.where, left: stateOf(cell) };
    });
    this.stack.push({ entries: done, ...more });
    if (this.stack.length > MOST) this.stack.shift();
    this.#show();
  }

  get last() {
    return this.stack.at(-1);
  }

  /** Take back the last act; one that is still on its way arrives first. */
  back() {
    const take = () => this.ready().then(() => this.#take());
    this.queue = this.queue.then(take).catch((error) => console.error(error));
    return true;
  }

  /** The key was pressed where it is ours: it is used up, also where nothing is taken back. */
  byKey() {
    if (this.isByKey()) this.back();
    return true;
  }

  async #take() {
    const act = this.stack.pop();
    this.#show();
    if (!act) return;
    const entries = act.entries.map((entry) => ({ ...entry, cell: this.page.cells.get(entry.key) }));
    const moved = entries.find(({ cell, left }) => !cell || stateOf(cell) !== left);
    if (moved) {
      const whole = entries.length > 1 ? "整块" : "";
      this.page.status.toast(`${moved.where}之后又改过，不能${whole}撤销；没有改动。请核对后逐格更正。`);
      return;
    }
    await this.takeBack({ ...act, entries });
  }

  /** Where the focus is on nothing one can type into, the key is ours too. */
  #key(event) {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], .offcanvas")) return;
    event.preventDefault();
    this.byKey();
  }

  #show() {
    if (this.button) this.button.disabled = this.stack.length === 0;
  }
}

function stateOf({ saved, places, ticked }) {
  return places ? [saved, ...ticked].join("\n") : saved;
}
