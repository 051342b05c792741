/* Looks every so often whether colleagues changed something; only while the page is seen.
   Such a request renews no session (X-Background, see cells/wire.js). */
import { ask } from "../cells/wire.js";

const SECONDS = 20;

export function watchColleagues(page) {
  let isAsking = false;
  let isTold = !page.isOpen;

  async function look() {
    if (document.hidden || isAsking || page.saver.sending) return;
    isAsking = true;
    const { version, section } = page;
    const answer = await ask(`${page.changesUrl}?since=${version}&section=${section}`);
    isAsking = false;
    if (!answer.ok) return;
    if (answer.body.why_closed && !isTold) {
      isTold = true;
      page.status.toast(`${answer.body.why_closed}之后填写的内容不能保存。`);
    }
    if (answer.body.computed && answer.body.version > page.version) await page.standing.apply(answer.body);
  }

  setInterval(look, SECONDS * 1000);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("report-look", look);
}
