/* How saving stands, in words and colour: at the field, in the line below, in the list above it. */

const STATES = ["saving", "saved", "refused", "conflict", "unsent", "changed"];
const WORDS = {
  refused: "未保存", conflict: "他人已改", unsent: "未保存", changed: "他人已改", saving: "保存中", saved: "已保存",
};
const OPEN = ["refused", "conflict", "unsent"];

export class Status {
  constructor(page) {
    this.page = page;
    this.line = document.getElementById("fill-state");
    this.said = document.getElementById("fill-said");
    this.issues = document.getElementById("fill-issues");
    this.rows = new Map();
    this.last = "";
    this.issues?.addEventListener("click", (event) => this.#act(event));
    page.root.querySelector('[data-act="keys"]')?.addEventListener("click", () => {
      document.getElementById("keys-dialog").showModal();
    });
  }

  set(cell, state, reason = "") {
    cell.state = state;
    cell.reason = reason;
    for (const name of STATES) cell.box?.classList.toggle(`is-${name}`, name === state);
    const isEmpty = cell.value === "" && cell.input.getAttribute("aria-required") === "true";
    cell.box?.classList.toggle("is-missing", isEmpty);
    this.#list(cell);
    if (OPEN.includes(state)) this.say(`${cell.label}${WORDS[state]}：${this.#why(cell)}`);
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
    let told = this.last ? ["is-saved", `草稿已保存 ${this.last}`] : null;
    if (count("typed")) told = ["is-saving", "正在填写…"];
    if (count("saving")) told = ["is-saving", "保存中…"];
    if (conflicts) told = ["is-conflict", `${conflicts} 格与他人冲突，请选择`];
    if (open) told = ["is-refused", `${open} 格未保存`];
    if (!told) return;
    this.line.className = `grid-state ${told[0]}`;
    if (this.line.textContent !== told[1]) this.line.textContent = told[1];
  }

  /** Fields that are no longer on the page have nothing to say. */
  forget() {
    for (const [address, row] of this.rows) {
      if (this.page.cells.get(address)) continue;
      row.remove();
      this.rows.delete(address);
    }
    this.issues.hidden = this.rows.size === 0;
  }

  #why(cell) {
    if (cell.state !== "conflict") return cell.reason;
    const { theirs } = cell;
    return `${theirs.by} ${theirs.at}改为“${short(theirs.words)}”，您填的是“${short(cell.value)}”`;
  }

  #list(cell) {
    if (!this.issues) return;
    this.rows.get(cell.address)?.remove();
    this.rows.delete(cell.address);
    if (OPEN.includes(cell.state)) this.#add(cell);
    this.issues.hidden = this.rows.size === 0;
  }

  #add(cell) {
    const row = document.getElementById("issue-template").content.firstElementChild.cloneNode(true);
    row.dataset.address = cell.address;
    row.classList.add(`is-${cell.state}`);
    row.querySelector('[data-part="word"]').textContent = WORDS[cell.state];
    row.querySelector('[data-part="where"]').textContent = cell.label;
    row.querySelector('[data-part="text"]').textContent = this.#why(cell);
    const isConflict = cell.state === "conflict";
    const shows = { theirs: isConflict, mine: isConflict, retry: cell.state === "unsent", drop: !isConflict };
    for (const [act, isShown] of Object.entries(shows)) row.querySelector(`[data-act="${act}"]`).hidden = !isShown;
    this.issues.querySelector("ul").append(row);
    this.rows.set(cell.address, row);
  }

  #act(event) {
    const button = event.target.closest("button");
    const cell = this.page.cells.get(button?.closest("li")?.dataset.address);
    if (!cell) return;
    const { saver } = this.page;
    const acts = {
      goto: () => {},
      theirs: () => saver.useTheirs(cell),
      mine: () => saver.useMine(cell),
      retry: () => saver.flush(),
      drop: () => saver.restore(cell),
    };
    acts[button.dataset.act]();
    cell.input.focus();
  }
}

function short(words) {
  if (!words) return "（空）";
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}
