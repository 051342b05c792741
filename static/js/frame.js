/* The frame's behaviour: ask before what cannot be undone, short notices, and a session that has run out. */
import { ask } from "./asking.js";

const byId = (id) => document.getElementById(id);

// Ask first: <form data-confirm="…">, <button data-confirm="…"> in a form, and hx-confirm.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asking = [event.submitter, form].find((part) => part?.dataset.confirm);
  if (!asking || form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  const { confirm, confirmTitle, confirmYes } = asking.dataset;
  if (await ask(confirm, { title: confirmTitle, yes: confirmYes })) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  }
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question)) event.detail.issueRequest(true);
});

// Short notices: the event "toast" with {text, kind}, from a script or from the HX-Trigger header.
const STAYS = { error: Infinity, warning: 12000 };

function toast({ text, kind = "success" }) {
  const note = document.createElement("div");
  note.className = `toast-note toast-${kind}`;
  note.dataset.toast = "";
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "icon-button";
  close.dataset.dismiss = "";
  close.setAttribute("aria-label", "关闭提示");
  close.textContent = "×";
  note.append(words, close);
  byId("toasts")?.append(note);
  const stay = STAYS[kind] ?? 5000;
  if (stay !== Infinity) setTimeout(() => note.remove(), stay);
}

document.addEventListener("toast", (event) => toast(event.detail));
document.addEventListener("click", (event) => {
  event.target.closest?.("[data-dismiss]")?.closest("[data-toast]")?.remove();
});

// The session has run out: htmx follows the redirect and would put the sign-in page into this one.
const signIn = document.body.dataset.signIn;
let expired = false;

function asksToSignIn(xhr) {
  if (xhr.status === 401) return true;
  return Boolean(signIn && xhr.responseURL && new URL(xhr.responseURL).pathname === signIn);
}

function sayExpired() {
  expired = true;
  const dialog = byId("expired-dialog");
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("session-expired", sayExpired);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!asksToSignIn(event.detail.xhr)) return;
  event.detail.shouldSwap = false;
  event.detail.isError = false;
  sayExpired();
});

// Signing in anew changes the token that every write must carry; fetch it on coming back.
async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  if (!answer.ok || new URL(answer.url).pathname === signIn) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector('meta[name="csrf-token"]')?.content;
  if (!token) return;
  document.querySelector('meta[name="csrf-token"]').content = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
  expired = false;
  byId("expired-dialog")?.close();
  toast({ text: "已重新登录，可以继续。" });
  document.dispatchEvent(new CustomEvent("session-renewed"));
}

window.addEventListener("focus", () => {
  if (expired) renewToken().catch(() => {});
});

// A long form is sent as a page of its own, and a session that has run out would answer with the
// sign-in page in its place, a database that is away with 503: <form data-keep> asks first, and what
// is typed stays.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !signIn || !form.matches("[data-keep]") || form.dataset.reached) return;
  event.preventDefault();
  const answer = await fetch(location.href, { method: "HEAD", credentials: "same-origin" }).catch(() => null);
  if (answer && new URL(answer.url).pathname === signIn) {
    sayExpired();
    return;
  }
  if (answer?.status === 503) {
    toast({ text: "服务器暂时停用，没有提交；已填内容仍在本页，请过一会儿再提交。", kind: "error" });
    return;
  }
  form.dataset.reached = form.dataset.confirmed = "yes"; // it was asked before it came here
  form.requestSubmit(event.submitter);
  delete form.dataset.reached;
});

// No answer at all, or the server failed: say so, and that nothing was changed here.
document.addEventListener("htmx:sendError", () => {
  toast({ text: "网络不通，刚才的操作没有送达；请检查网络后再试，已填内容仍在本页。", kind: "error" });
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (asksToSignIn(event.detail.xhr)) return;
  const kind = event.detail.xhr.getResponseHeader("Content-Type") ?? "";
  const said = (status < 500 || status === 503) && kind.startsWith("text/plain") ? event.detail.xhr.responseText.trim() : "";
  const text = said || ({
    403: "没有办理此事的权限，未作任何改动。如有疑问请联系考核办。",
    404: "要处理的内容已不存在或无权查看，请刷新页面。",
    429: "操作过于频繁，请稍候再试。",
  }[status] ?? "服务器处理时出错，本次未作改动；请稍后再试，仍不行请联系系统管理员。");
  toast({ text, kind: "error" });
});

// A message from the server that something went wrong is read at once.
document.querySelector(".form-errors")?.focus();
