/* Before one goes to another page, what was typed is saved; only then does the page go. */
import { askBeforeLeaving } from "../asking.js";

export function watchLeaving(page) {
  const { saver } = page;

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!link || !isPlain || event.defaultPrevented || link.target || !saver.isBusy) return;
    if (link.origin !== location.origin || link.pathname === location.pathname) return;
    event.preventDefault();
    await saver.flush();
    location.assign(link.href);
  });

  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || !event.target.matches("[data-flush]") || !saver.isBusy) return;
    event.preventDefault();
    await saver.flush();
    if (!saver.unsaved.length) HTMLFormElement.prototype.submit.call(event.target);
  });

  askBeforeLeaving(() => saver.unsaved.length > 0);
}
