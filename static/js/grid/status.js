/* How each cell stands, in words and colour: in the cell, in the line above, in the list below. */
import { describe, doubtWords } from "../cells/doubts.js";

const STATES = ["saving", "saved", "refused", "conflict", "unsent", "changed"];
const SIGNS = { saving: "…", saved: "✓", refused: "!", conflict: "⇄", unsent: "↺", changed: "•" };
const WORDS = {
  saving: "保存中", saved: "已保存", refused: "未保存", conflict: "冲突", unsent: "未保存", changed: "他人已改",
};
const OPEN = ["refused", "conflict", "unsent"];

export class Status {
  constructor(page) {
    this.page = page;
    this.line = page.root.querySelector("#cell-line");
    this.foot = document.getElementById("grid-state");
    this.said = document.getElementById("grid-said");
    this.issues = document.getElementById("grid-issues");
    this.rows = new Map();
    this.last = "";
    this.issues.addEventListener("click", (event) => this.#act(event));
    page.root.querySelector('[data-act="help"]').addEventListener("click", () => {
      document.getElementById("keys-dialog").showModal();
    });
  }

  set(cell, state, reason = "") {
    cell.state = state;
    cell.reason = reason;
    for (const name of STATES) cell.td.classList.toggle(`is-${name}`, name === state);
    cell.td.querySelector(".cell-state").textContent = SIGNS[state] ?? "";
    const told = state ? [WORDS[state], reason].filter(Boolean).join("：") : "";
    cell.td.title = [told, doubtWords(cell)].filter(Boolean).join("\n");
    cell.input.toggleAttribute("aria-invalid", state === "refused" || state === "conflict");
    if (cell.input.hasAttribute("aria-invalid")) cell.input.setAttribute("aria-invalid", "true");
    this.#list(cell);
    if (cell === this.page.board.active) this.tell(cell);
    if (OPEN.includes(state)) this.say(`${cell.where}${WORDS[state]}：${this.#why(cell)}`);
    this.sum();
  }

  /** The line over the grid: what this cell is. */
  tell(cell) {
    const part = (name) => this.line.querySelector(`[data-part="${name}"]`);
    part("where").textContent = `${cell.city} · ${cell.name}`;
    part("target").textContent = cell.target ? `目标 ${cell.target}` : "";
    part("state").textContent = cell.state ? [WORDS[cell.state], this.#why(cell)].filter(Boolean).join("：") : "";
    part("state").className = `cell-line-state is-${cell.state || "plain"}`;
    const ticked = cell.ticked.length ? `已完成 ${cell.ticked.join("、")}；` : "";
    const hint = cell.places && cell.isOpen && !cell.ticked.length ? "空格勾选对象" : "";
    part("doubt").textContent = part("doubt").title = doubtWords(cell);
    part("by").textContent = cell.by ? `${ticked}${cell.by} ${cell.at}录入` : hint;
    this.line.querySelector('[data-act="detail"]').disabled = false;
  }

  say(text) {
    this.said.textContent = text;
  }

  toast(text) {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "error" } }));
  }

  savedAt(clock) {
    this.last = clock;
    this.say("已保存");
    this.sum();
  }

  /** The foot: the worst of what is on the page. */
  sum() {
    const { cells } = this.page.board;
    const count = (state) => cells.filter((cell) => cell.state === state).length;
    const [conflicts, open] = [count("conflict"), count("refused") + count("unsent")];
    let told = this.last ? ["is-saved", `已保存 ${this.last}`] : null;
    if (this.page.saver?.waiting) told = ["is-saving", "保存中…"];
    if (conflicts) told = ["is-conflict", `${conflicts} 格与他人冲突，请选择`];
    if (open) told = ["is-refused", `${open} 格未保存`];
    if (told) [this.foot.className, this.foot.textContent] = [`grid-state ${told[0]}`, told[1]];
  }

  #why(cell) {
    if (cell.state !== "conflict") return cell.reason;
    const { theirs } = cell;
    return `${theirs.by} ${theirs.at}改为“${theirs.text || "未录"}”，您填的是“${cell.wanted.text || "未录"}”`;
  }

  #list(cell) {
    this.rows.get(cell.id)?.remove();
    this.rows.delete(cell.id);
    if (OPEN.includes(cell.state)) this.#add(cell);
    describe(cell);
    this.issues.hidden = this.rows.size === 0;
  }

  #add(cell) {
    const row = document.getElementById("issue-template").content.firstElementChild.cloneNode(true);
    row.dataset.id = cell.id;
    row.id = `issue-${cell.id}`;
    row.classList.add(`is-${cell.state}`);
    row.querySelector('[data-part="word"]').textContent = WORDS[cell.state];
    row.querySelector('[data-part="where"]').textContent = cell.where;
    row.querySelector('[data-part="text"]').textContent = this.#why(cell);
    const isConflict = cell.state === "conflict";
    const shows = { theirs: isConflict, mine: isConflict, retry: cell.state === "unsent", drop: !isConflict };
    for (const [act, isShown] of Object.entries(shows)) row.querySelector(`[data-act="${act}"]`).hidden = !isShown;
    this.issues.querySelector("ul").append(row);
    this.rows.set(cell.id, row);
  }

  #act(event) {
    const button = event.target.closest("button");
    const cell = this.page.board.byId.get(Number(button?.closest("li")?.dataset.id));
    if (!cell) return;
    const { saver, board } = this.page;
    const acts = {
      goto: () => {},
      theirs: () => saver.useTheirs(cell),
      mine: () => saver.useMine(cell),
      retry: () => saver.write([{ cell, ...cell.wanted }]),
      drop: () => saver.restore(cell),
    };
    acts[button.dataset.act]();
    board.focus(cell);
  }
}
