/* Looks every so often whether colleagues changed something; only while the page is seen.
   Such a request renews no session (X-Background, see wire.js). */
import { ask } from "./wire.js";

/** url: where to ask now; take: what to do with an answer; word: the event that asks at once. */
export function watchColleagues(page, { url, take, word, seconds }) {
  let isAsking = false;

  async function look() {
    if (document.hidden || isAsking || page.saver.isSending) return;
    isAsking = true;
    const answer = await ask(url());
    isAsking = false;
    if (answer.ok) await take(answer.body);
  }

  setInterval(look, seconds * 1000);
  document.addEventListener("visibilitychange", look);
  document.addEventListener(word, look);
}
