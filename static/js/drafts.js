/* Keeps what somebody writes, some seconds after she has typed. Without this file it is kept when
 * she presses Preview. Sentences come from the data attributes of the script element.
 */
(() => {
  "use strict";
  const say = document.currentScript.dataset;
  const PAUSE = 3000; // ms without a key
  const form = document.querySelector("form[data-draft]");
  const said = form && form.querySelector("[data-draft-said]");
  if (!said) return;
  let waiting;
  let under; // what is on its way
  let isNew = false;

  const now = () => new Date().toLocaleTimeString(document.documentElement.lang,
    { hour: "2-digit", minute: "2-digit" });

  const keep = () => {
    clearTimeout(waiting);
    if (!isNew) return;
    isNew = false;
    const data = new FormData(form);
    data.delete("attached");
    if (under) under.abort();
    const mine = new AbortController();
    under = mine;
    fetch(form.dataset.draft, { method: "POST", body: data, redirect: "error", signal: mine.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))))
      .then((told) => { said.textContent = told.kept ? say.kept.replace("{time}", now()) : ""; })
      .catch(() => {
        if (mine.signal.aborted) return;
        said.textContent = say.failed;
        isNew = true;
        waiting = setTimeout(keep, 5 * PAUSE);
      });
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    isNew = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    if (under) under.abort();
    isNew = false;
  });
  /* She looks elsewhere, or her telephone rings: perhaps she never comes back to this page. */
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
})();
