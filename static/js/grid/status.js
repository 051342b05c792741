/* How each cell stands: besides the shared words, the line over the grid that tells of the one in focus. */
import { doubtWords } from "../cells/doubts.js";
import { Status, WORDS } from "../cells/status.js";

export class GridStatus extends Status {
  constructor(page) {
    super(page, { line: "grid-state", said: "grid-said", issues: "grid-issues" }, "已保存");
    this.head = page.root.querySelector("#cell-line");
  }

  set(cell, state, reason = "") {
    super.set(cell, state, reason);
    if (cell === this.page.board.active) this.tell(cell);
  }

  /** The line over the grid: what this cell is. */
  tell(cell) {
    const part = (name) => this.head.querySelector(`[data-part="${name}"]`);
    part("where").textContent = `${cell.city} · ${cell.name}`;
    part("target").textContent = cell.target ? `目标 ${cell.target}` : "";
    part("state").textContent = WORDS[cell.state] ? [WORDS[cell.state], this.why(cell)].filter(Boolean).join("：") : "";
    part("state").className = `cell-line-state is-${cell.state || "plain"}`;
    const ticked = cell.ticked.length ? `已完成 ${cell.ticked.join("、")}；` : "";
    const hint = cell.places && cell.isOpen && !cell.ticked.length ? "空格勾选对象" : "";
    part("doubt").textContent = part("doubt").title = doubtWords(cell);
    part("by").textContent = cell.by ? `${ticked}${cell.by} ${cell.at}录入` : hint;
    this.head.querySelector('[data-act="detail"]').disabled = false;
  }

  savedAt(clock) {
    this.say("已保存");
    super.savedAt(clock);
  }
}
