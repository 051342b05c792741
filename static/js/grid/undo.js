/* The last changes of this page and how to take them back. */

const MOST = 100;

export class Undo {
  constructor(page) {
    this.page = page;
    this.stack = [];
    this.button = page.root.querySelector('[data-act="undo"]');
    this.button?.addEventListener("click", () => this.back());
    document.addEventListener("keydown", (event) => this.#key(event));
  }

  /** entries: [{cell, text, ticked}] as they stood before. */
  remember(entries) {
    const changed = entries.filter(({ cell, text }) => cell.text !== text || cell.places);
    if (!changed.length) return;
    this.stack.push(changed);
    if (this.stack.length > MOST) this.stack.shift();
    this.#show();
  }

  /** Take back the last change; one that is still on its way arrives first. */
  back() {
    const { clipboard, saver } = this.page;
    clipboard.paste.queue.then(() => saver.queue).then(() => this.#take());
    return true;
  }

  #take() {
    const entries = this.stack.pop();
    this.#show();
    if (!entries) return;
    const [{ cell }] = entries;
    const one = `${cell.where}恢复为“${entries[0].text || "未录"}”`;
    this.page.status.say(entries.length === 1 ? `已撤销：${one}` : `已撤销：${entries.length} 格恢复原值`);
    const writes = entries.map((entry) => ({ ...entry, ticked: entry.cell.places ? entry.ticked : null }));
    this.page.board.focus(cell);
    this.page.saver.write(writes, { isUndo: true, asBlock: true });
  }

  /** Where the focus is on nothing one can type into, the key is ours too. */
  #key(event) {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (!isUndo || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], .offcanvas")) return;
    event.preventDefault();
    this.back();
  }

  #show() {
    if (this.button) this.button.disabled = this.stack.length === 0;
  }
}
