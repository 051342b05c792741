/* One request to the server. An answer is never an exception:
   {ok, status, body, error, isExpired, isFinal: asking again would give the same}. */

const SAYS = {
  offline: "网络不通，内容已留在本机，恢复后自动重新保存。",
  expired: "登录已过期，内容已留在本机，重新登录后自动保存。",
  broken: "服务器没有正确答复，内容已留在本机，稍后自动重试。",
  away: "服务器暂时停用，内容已留在本机，恢复后自动保存。",
  forbidden: "没有权限或页面已失效，请刷新页面后重试。",
  gone: "这一格已不存在或无权查看，请刷新页面。",
};

export async function send(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify(body),
    });
  } catch {
    return failure(0, "offline");
  }
  return understand(response);
}

export async function ask(url) {
  try {
    const response = await fetch(url, {
      credentials: "same-origin",
      redirect: "manual",
      headers: { Accept: "application/json", "X-Background": "1" },
    });
    return await understand(response);
  } catch {
    return failure(0, "offline");
  }
}

async function understand(response) {
  const { status } = response;
  if (status === 401 || response.type === "opaqueredirect") return { ...failure(401, "expired"), isExpired: true };
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const body = isJson ? await response.json().catch(() => null) : null;
  if (response.ok && body) return { ok: true, status, body, error: "" };
  if (status >= 400 && status < 500 && status !== 429) {
    const error = body?.error ?? SAYS[status === 404 ? "gone" : "forbidden"];
    return { ok: false, status, body, error, isFinal: true };
  }
  return failure(status, status === 503 ? "away" : "broken");
}

function failure(status, why) {
  return { ok: false, status, body: null, error: SAYS[why], isFinal: false };
}

/* Signing in anew changes the cookie; the page's own copy may be older. */
function token() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return cookie?.split("=")[1] ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}
