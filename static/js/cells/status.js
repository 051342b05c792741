/* How saving stands, in words and colour: at the cell, in the line below the page, in the list above it.
   Marks of other kinds (doubts, findings, notes) are none of these states and are not touched here. */

export const STATES = ["saving", "saved", "refused", "conflict", "unsent", "changed"];
export const WORDS = {
  saving: "保存中", saved: "已保存", refused: "未保存", conflict: "冲突", unsent: "未保存", changed: "他人已改",
};
const OPEN = ["refused", "conflict", "unsent"];

export class Status {
  /** ids: of the page's elements {line, said, issues}; saved: how the line says that all is. */
  constructor(page, ids, saved) {
    this.page = page;
    this.line = document.getElementById(ids.line);
    this.said = document.getElementById(ids.said);
    this.issues = document.getElementById(ids.issues);
    this.saved = saved;
    this.rows = new Map();
    this.last = "";
    this.issues?.addEventListener("click", (event) => this.#act(event));
    this.issues?.addEventListener("mousedown", (event) => event.preventDefault()); // no cell is left by it
    page.root.querySelector('[data-act="keys"]')?.addEventListener("click", () => {
      document.getElementById("keys-dialog").showModal();
    });
  }

  set(cell, state, reason = "") {
    cell.state = state;
    cell.reason = reason;
    cell.paint(state, this.why(cell));
    this.#list(cell);
    if (OPEN.includes(state)) this.say(`${cell.where}${WORDS[state]}：${this.why(cell)}`);
    this.sum();
  }

  say(text) {
    if (this.said) this.said.textContent = text;
  }

  toast(text, kind = "error") {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind } }));
  }

  savedAt(clock) {
    this.last = clock;
    this.sum();
  }

  /** The line below: the worst of what is on the page. */
  sum() {
    if (!this.line) return;
    const { all } = this.page.cells;
    const count = (state) => all.filter((cell) => cell.state === state).length;
    const [conflicts, open] = [count("conflict"), count("refused") + count("unsent")];
    let told = this.last ? ["is-saved", `${this.saved} ${this.last}`] : null;
    if (count("typed")) told = ["is-saving", "正在填写…"];
    if (count("saving") || this.page.saver?.isSending) told = ["is-saving", "保存中…"];
    if (conflicts) told = ["is-conflict", `${conflicts} 格与他人冲突，请选择`];
    if (open) told = ["is-refused", `${open} 格未保存`];
    if (!told) return;
    this.line.className = `grid-state ${told[0]}`;
    if (this.line.textContent !== told[1]) this.line.textContent = told[1];
  }

  /** Cells that are no longer on the page have nothing to say. */
  forget() {
    for (const [key, row] of this.rows) {
      if (this.page.cells.get(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
    if (this.issues) this.issues.hidden = this.rows.size === 0;
  }

  why(cell) {
    if (cell.state !== "conflict") return cell.reason;
    const { theirs } = cell;
    const [his, mine] = [theirs.text ?? theirs.words, cell.words].map((words) => short(words) || cell.nothing);
    return `${theirs.by} ${theirs.at}改为“${his}”，您填的是“${mine}”`;
  }

  #list(cell) {
    if (!this.issues) return;
    if (OPEN.includes(cell.state)) {
      this.#fill(this.rows.get(cell.key) ?? this.#add(cell), cell);
    } else {
      this.rows.get(cell.key)?.remove();
      this.rows.delete(cell.key);
      cell.describe(null);
    }
    this.issues.hidden = this.rows.size === 0;
  }

  #add(cell) {
    const row = document.getElementById("issue-template").content.firstElementChild.cloneNode(true);
    row.dataset.key = cell.key;
    row.id = `issue-${cell.key}`;
    this.issues.querySelector("ul").append(row);
    this.rows.set(cell.key, row);
    return row;
  }

  /* In place: a button may be under the mouse, between its going down and up. */
  #fill(row, cell) {
    const isConflict = cell.state === "conflict";
    const mayRetry = cell.isOpen && (cell.state === "unsent" || Boolean(cell.halted?.mayRetry));
    const shows = { theirs: isConflict, mine: isConflict, retry: !isConflict && mayRetry, drop: !isConflict };
    row.className = `issue is-${cell.state}`;
    row.querySelector('[data-part="word"]').textContent = WORDS[cell.state];
    row.querySelector('[data-part="where"]').textContent = cell.where;
    row.querySelector('[data-part="text"]').textContent = this.why(cell);
    for (const [act, isShown] of Object.entries(shows)) row.querySelector(`[data-act="${act}"]`).hidden = !isShown;
    cell.describe(row.id);
  }

  #act(event) {
    const button = event.target.closest("button");
    const cell = this.page.cells.get(button?.closest("li")?.dataset.key);
    if (!cell) return;
    const { saver } = this.page;
    const acts = {
      goto: () => {},
      theirs: () => saver.useTheirs(cell),
      mine: () => saver.useMine(cell),
      retry: () => saver.again(cell),
      drop: () => saver.restore(cell),
    };
    acts[button.dataset.act]();
    cell.input.focus();
  }
}

function short(words) {
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}
