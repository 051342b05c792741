/* Signing in while many do: the form is sent again until it is this person's turn. The password stays in its field alone. */

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.inTurn) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return; // sent already
  form.ariaBusy = "true";
  try {
    await signIn(form);
  } catch {
    form.submit(); // no answer: let the browser say why
  }
});

async function signIn(form) {
  for (;;) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect") {
      location.assign(`${location.pathname}?${new URLSearchParams({ next: form.elements.next.value })}`);
      return;
    }
    const seconds = Number(answer.headers.get("X-Come-Again")); // none while the site is away for another reason
    if (!seconds) {
      show(await answer.text());
      return;
    }
    document.getElementById("messages").textContent = form.dataset.inTurn;
    await new Promise((resume) => {
      setTimeout(resume, seconds * 1000);
    });
  }
}

/** Put the page that was answered in the place of this one. */
function show(page) {
  const answered = new DOMParser().parseFromString(page, "text/html");
  document.title = answered.title;
  document.body.replaceWith(document.adoptNode(answered.body));
  document.querySelector('[role="alert"]')?.focus();
}
