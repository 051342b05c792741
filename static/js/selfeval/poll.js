/* What colleagues changed appears by itself, and that the report was closed. */
import { watchColleagues } from "../cells/colleagues.js";

const SECONDS = 20;

export function followColleagues(page) {
  let isTold = !page.isOpen;

  async function take(body) {
    if (body.why_closed && !isTold) {
      isTold = true;
      page.status.toast(`${body.why_closed}之后填写的内容不能保存。`);
    }
    if (body.computed && body.version > page.version) await page.standing.apply(body);
  }

  const url = () => `${page.changesUrl}?since=${page.version}&section=${page.section}`;
  watchColleagues(page, { url, take, word: "report-look", seconds: SECONDS });
}
