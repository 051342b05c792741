/* A pasted block on its way: the server understands it, shows it where there is anything to see,
   and writes what the person agreed to. One that was not sent is kept here and offered again. */
import { readKept, writeKept } from "./kept.js";
import { send } from "./wire.js";

export class Paste {
  /** url: where blocks go. user: whose. look: a Look. written(body): takes over what was written.
      toast(text): tells the person. */
  constructor({ url, user, look, written, toast }) {
    Object.assign(this, { url, look, written, toast });
    this.key = `paste:${user}:${url}`;
    this.queue = Promise.resolve();
    this.own = {}; // the blocks of this page, should the browser keep nothing
    this.bar = document.getElementById("paste-kept");
    this.bar.querySelector('[data-act="paste-resend"]').addEventListener("click", () => this.resend());
    this.bar.querySelector('[data-act="paste-drop"]').addEventListener("click", () => this.#dropAll());
    window.addEventListener("online", () => this.bar.hidden || this.resend());
    document.addEventListener("session-renewed", () => this.bar.hidden || this.resend());
    if (Object.keys(this.#kept).length) this.#offer("上次没有送达");
  }

  /** block: {rows, at, versions, …}. Resolves when it is written, declined or kept for later. */
  start(block) {
    const id = `${Date.now()}-${Math.random()}`;
    this.own[id] = block;
    writeKept(this.key, this.#kept);
    return this.#line(id, block);
  }

  resend() {
    this.bar.hidden = true;
    for (const [id, block] of Object.entries(this.#kept)) this.#line(id, block);
    return this.queue;
  }

  get #kept() {
    return { ...readKept(this.key), ...this.own };
  }

  /* One block after the other: the second may concern what the first changed. */
  #line(id, block) {
    this.queue = this.queue.then(() => this.#go(id, block)).catch((error) => this.#broken(error));
    return this.queue;
  }

  async #go(id, block) {
    let step = block;
    for (;;) {
      const answer = await send(this.url, step);
      if (!answer.ok) return this.#failed(id, answer);
      const { look } = answer.body;
      if (!look) {
        this.#drop(id);
        return this.written(answer.body);
      }
      step = this.#next(step, look, await this.look.ask(look.html));
      if (!step) return this.#drop(id);
    }
  }

  /** What is asked of the server after the person decided; null: nothing. */
  #next(block, look, { act, answers }) {
    const versions = { ...block.versions, ...look.seen };
    if (act === "again") return { ...block, answers: { ...block.answers, ...answers }, seen: null };
    if (act === "write") return { ...block, versions, seen: look.seen };
    if (act === "rest") return { ...block, versions, seen: look.seen, rest: true };
    return null;
  }

  #failed(id, answer) {
    if (answer.isExpired) document.dispatchEvent(new CustomEvent("session-expired"));
    if (answer.isExpired || !answer.isFinal) return this.#offer(answer.error);
    this.#drop(id);
    return this.toast(answer.error);
  }

  #broken(error) {
    this.#offer("没有完成");
    throw error;
  }

  #offer(why) {
    const rows = Object.values(this.#kept).reduce((sum, block) => sum + block.rows.length, 0);
    if (!rows) return;
    this.bar.querySelector('[data-part="text"]').textContent = `粘贴的 ${rows} 行没有写入：${why}`;
    this.bar.hidden = false;
  }

  #drop(id) {
    delete this.own[id];
    const all = readKept(this.key);
    delete all[id];
    writeKept(this.key, all);
  }

  #dropAll() {
    this.own = {};
    writeKept(this.key, {});
    this.bar.hidden = true;
  }
}
