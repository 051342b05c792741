/* Sends what was typed, one request after the other, and settles each cell by the one answer that
   both servers give: {saved: {key: version}, conflicts: [what stands], refused: {key: why}}.
   A page's own saver says how a batch is sent (transmit), how large it is, how one goes on typing where one
   was before the script ran (goOn), and what else an answer tells. */
import { send } from "./wire.js";

const RETRY_SECONDS = 20;
const UNANSWERED = "服务器没有答复这一格，内容已留在本机，稍后自动重试。";

export class Saver {
  constructor(page) {
    this.page = page;
    this.queue = Promise.resolve();
    this.jobs = 0;
    this.isExpired = false;
    window.addEventListener("online", () => this.retry());
    document.addEventListener("session-renewed", () => {
      this.isExpired = false;
      this.retry();
    });
    setInterval(() => this.isExpired || this.retry(), RETRY_SECONDS * 1000);
  }

  get isSending() {
    return this.jobs > 0;
  }

  get waiting() {
    return this.page.cells.all.filter((cell) => cell.isWaiting);
  }

  /** One may have typed before this script ran. What was left is sent with what an earlier page left;
      where one still is, one goes on typing. */
  takeUp() {
    const cell = this.page.cells.all.find(({ input }) => input === document.activeElement);
    if (cell?.isTyped) this.goOn(cell);
  }

  /** Cells that one request takes; all that wait, unless a page says otherwise. */
  batch() {
    return this.waiting;
  }

  /** Send all that waits; resolves when nothing waits any more or nothing gets through. */
  flush() {
    return this.waiting.length || this.isSending ? this.enqueue(() => this.#drain()) : this.queue;
  }

  /** Run a job after those before it; what it returns is the caller's, what it breaks is not others'. */
  enqueue(job) {
    this.jobs += 1;
    const done = this.queue.then(job).finally(() => {
      this.jobs -= 1;
      this.page.status.sum();
    });
    this.queue = done.catch(() => {});
    this.page.status.sum();
    return done;
  }

  /** Send again what did not arrive; never what was refused. */
  retry() {
    if (!this.isSending && this.waiting.some((cell) => cell.state === "unsent")) this.flush();
  }

  /** The person asks to send again what was refused or left half typed. */
  again(cell) {
    cell.halted = null;
    cell.isHeld = false;
    this.page.status.set(cell, "saving");
    return this.flush();
  }

  /** Esc: what was typed goes, what is saved (or on its way) comes back. */
  restore(cell) {
    if (cell.theirs) {
      this.useTheirs(cell);
      return;
    }
    cell.halted = null;
    cell.isHeld = false;
    if (cell.sent !== null) {
      cell.show(cell.sent);
      return;
    }
    cell.show(cell.shown);
    this.page.keeper.drop(cell);
    this.page.status.set(cell, "");
  }

  useTheirs(cell) {
    cell.take(cell.theirs);
    cell.theirs = null;
    cell.isHeld = false;
    cell.show(cell.shown);
    this.page.keeper.drop(cell);
    this.page.status.set(cell, "");
  }

  useMine(cell) {
    cell.rebase(cell.theirs); // their version, so that undo brings theirs back
    cell.theirs = null;
    cell.isHeld = false;
    this.page.keeper.keep(cell);
    this.page.status.set(cell, "saving");
    return this.flush();
  }

  async #drain() {
    let cells = this.batch();
    while (cells.length && (await this.#send(cells))) cells = this.batch();
  }

  /** Return whether it got through, be it refused. */
  async #send(cells) {
    for (const cell of cells) {
      cell.sent = cell.words;
      this.page.status.set(cell, "saving");
    }
    const answer = await this.transmit(cells);
    this.settle(cells, answer);
    if (answer.ok) await this.told(answer.body);
    return answer.ok || Boolean(answer.isFinal);
  }

  /** Put an answer into the cells it is about. */
  settle(cells, answer) {
    const { body } = answer;
    const isTold = Boolean(body?.saved && body.conflicts && body.refused);
    for (const { key } of cells) {
      const cell = this.page.cells.get(key); // its field may be another by now, or gone
      if (!cell) continue;
      const { sent } = cell;
      cell.sent = null;
      const theirs = isTold && body.conflicts.find((stands) => cell.isMeantBy(stands));
      const why = isTold && body.refused[cell.key];
      if (theirs) this.#conflict(cell, theirs);
      else if (why) this.#refuse(cell, sent, { why });
      else if (isTold && cell.key in body.saved) this.#saved(cell, sent, body);
      else if (answer.isFinal) this.#refuse(cell, sent, { why: answer.error, mayRetry: answer.status === 403 });
      else this.#unsent(cell, answer.error || UNANSWERED);
    }
  }

  #saved(cell, sent, body) {
    const isAsSent = cell.words === sent;
    cell.keepSaved(sent, body);
    cell.theirs = null;
    cell.halted = null;
    if (isAsSent && !cell.isEditing) cell.show(cell.shown);
    const isTyped = !isAsSent && cell.isTyped; // typed again meanwhile
    this.page.keeper.keep(cell);
    this.page.status.set(cell, isTyped ? "typed" : "saved");
  }

  #refuse(cell, sent, { why, mayRetry = false }) {
    cell.halt(sent, mayRetry);
    this.page.status.set(cell, "refused", why);
    this.page.keeper.keep(cell);
  }

  #unsent(cell, why) {
    this.page.status.set(cell, "unsent", why);
  }

  #conflict(cell, theirs) {
    if ((theirs.text ?? theirs.words) !== cell.words) {
      cell.theirs = theirs;
      this.page.status.set(cell, "conflict");
      return;
    }
    cell.take(theirs);
    if (!cell.isEditing) cell.show(cell.shown);
    this.page.keeper.drop(cell);
    this.page.status.set(cell, "saved");
  }

  /** One request; the end of the session is told. */
  async ask(url, body) {
    const answer = await send(url, body);
    this.isExpired = Boolean(answer.isExpired);
    if (this.isExpired) document.dispatchEvent(new CustomEvent("session-expired"));
    return answer;
  }
}
