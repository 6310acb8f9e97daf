/* The few things that HTML cannot do alone. Every page works without this file.
 * Sentences come from the data attributes of the script element in base.html.
 */
(() => {
  "use strict";
  const say = document.currentScript.dataset;
  const every = (selector, act) => document.querySelectorAll(selector).forEach(act);

  /* Words as Unicode counts them; where the browser cannot, runs of letters and digits. */
  const countWords = (text, language) => {
    if (!window.Intl || !Intl.Segmenter) return (text.match(/[\p{L}\p{N}]+/gu) || []).length;
    let words = 0;
    for (const part of new Intl.Segmenter(language, { granularity: "word" }).segment(text)) {
      if (part.isWordLike) words += 1;
    }
    return words;
  };

  every("textarea[data-word-limit]", (area) => {
    const limit = Number(area.dataset.wordLimit);
    const counter = document.createElement("p");
    counter.className = "counter";
    counter.setAttribute("aria-live", "polite");
    area.after(counter);
    let waiting;
    const show = () => {
      const words = countWords(area.value, area.lang || document.documentElement.lang);
      counter.textContent = (words > limit ? say.wordsOver : say.words)
        .replace("{n}", words).replace("{limit}", limit).replace("{over}", words - limit);
      counter.classList.toggle("over", words > limit);
    };
    area.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, 250);
    });
    show();
  });

  /* A tree of choices: each folded branch says how many of its boxes are ticked. */
  every(".choices details", (branch) => {
    const count = document.createElement("span");
    count.className = "count";
    branch.querySelector("summary").append(" ", count);
    const show = () => {
      const ticked = branch.querySelectorAll("input:checked").length;
      count.textContent = ticked ? say.chosen.replace("{n}", ticked) : "";
    };
    branch.addEventListener("change", show);
    show();
  });

  /* The account menu closes on Escape and on a click elsewhere. */
  every("details[data-menu]", (menu) => {
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* A button that fills in fields: data-fill="login=…&password=…". */
  every("button[data-fill]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      new URLSearchParams(button.dataset.fill).forEach((value, name) => {
        every(`input[name="${name}"]`, (input) => { input.value = value; });
      });
    });
  });
})();
