/* The search of an offline pack: hides what has not all the words. No server, no other file;
 * without it the page shows everything, and the browser's own search finds words in it.
 */
(() => {
  "use strict";
  const form = document.querySelector("form.search");
  const found = document.getElementById("found");
  const works = [...document.querySelectorAll("ol.items > li")];
  if (!form || !works.length) return;
  /* As people type: without case, accents and vowel signs; only letters and digits count. */
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  /* Scripts without blanks between words: there a word is found anywhere. */
  const glued = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
  const within = (word) => (glued.test(word) ? word : ` ${word}`);
  /* A thousand works take an old phone a while: they are read in slices before anybody asks. */
  const texts = [];
  const read = (end) => {
    while (texts.length < Math.min(end, works.length)) {
      texts.push(` ${fold(works[texts.length].textContent)}`);
    }
  };
  const readOn = () => {
    read(texts.length + 20);
    if (texts.length < works.length) setTimeout(readOn, 20);
  };
  const show = () => {
    read(works.length);
    const words = fold(form.elements.q.value).split(" ").filter(Boolean);
    let shown = 0;
    works.forEach((work, n) => {
      const fits = words.every((word) => texts[n].includes(within(word)));
      work.hidden = !fits;
      shown += fits;
    });
    found.textContent = !words.length ? found.dataset.all
      : shown ? found.dataset.some.replace("{n}", shown) : found.dataset.none;
  };
  let waiting;
  form.elements.q.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  /* A link to a title leads there, also while a search hides it. */
  addEventListener("hashchange", () => {
    const there = document.getElementById(location.hash.slice(1));
    if (!there || !there.hidden) return;
    form.reset();
    show();
    there.scrollIntoView();
  });
  form.hidden = false;
  readOn();
  found.textContent = found.dataset.all;
})();
