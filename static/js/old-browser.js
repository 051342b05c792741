/* Says once that the browser is too old. Has to run in what it speaks of: ES5, no module, nothing of the page's. */
(function () {
  var KEY = "old-browser-seen";
  var notice = document.getElementById("old-browser");
  var isIE = /MSIE |Trident\//.test(navigator.userAgent);
  var kernel = /Chrome\/(\d+)/.exec(navigator.userAgent);

  // inert came with Chromium 102; what the pages need of the language is older.
  if ("inert" in document.documentElement || wasSeen()) return;

  document.getElementById(isIE ? "old-browser-kernel" : "old-browser-ie").style.display = "none";
  if (kernel) {
    document.getElementById("old-browser-version").appendChild(
      document.createTextNode("（内核 Chromium " + kernel[1] + "，需要 102 以上）")
    );
  }
  document.getElementById("old-browser-close").onclick = function () {
    notice.setAttribute("hidden", "");
    notice.style.display = "none";
    try {
      localStorage.setItem(KEY, navigator.userAgent);
    } catch (refused) {
      // then it is said again on the next page
    }
  };
  notice.removeAttribute("hidden");

  // Another browser, or the same one after an update, is told anew.
  function wasSeen() {
    try {
      return localStorage.getItem(KEY) === navigator.userAgent;
    } catch (refused) {
      return false;
    }
  }
})();
