/* What helps while something is sent in. The forms work without this file.
 * Sentences and addresses come from the data attributes of the script element.
 */
(() => {
  "use strict";
  const say = document.currentScript.dataset;

  /* Is it in the library already? Asked as soon as a field is left. */
  const checksum = async (file) => {
    if (!window.crypto || !crypto.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const MOST_BYTES = 100e6; // a browser reads the file whole to count its sum

  const ask = async (field, place) => {
    const query = new URLSearchParams({ piece: "1", but: say.but });
    const file = field.files && field.files[0];
    const asked = field.value;
    if (file && file.size < MOST_BYTES) query.set("sha256", await checksum(file));
    else if (!field.files) query.set("q", asked);
    const nothing = !query.get("sha256") && !(query.get("q") || "").trim();
    const answer = nothing ? null : await fetch(`${say.known}?${query}`);
    if (field.value !== asked) return; // she has written on meanwhile
    place.innerHTML = answer && answer.ok && !answer.redirected ? await answer.text() : "";
  };

  /* A file on a slow line: how far it is, a way to stop it, and another try when the line breaks.
   * The form stays on the page until the answer has come, so nothing that was typed is lost.
   */
  const write = (number, options) => number.toLocaleString(document.documentElement.lang, options);
  const text = (bytes) => `${write(bytes / 1e6, { maximumFractionDigits: 1 })} MB`;
  const carries = (form) => Array.from(form.elements).some((one) => one.files && one.files.length);

  const watch = (form) => {
    const box = document.createElement("div");
    box.className = "notice info";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", say.sending);
    const stop = document.createElement("button");
    stop.type = "button";
    stop.className = "button quiet";
    box.append(words, bar, stop);
    form.append(box);
    return { box, words, bar, stop };
  };

  /* Where it leads, or this form again with what is to be put right; false for anything else. */
  const show = (request) => {
    if (request.status === 201) location.assign(request.getResponseHeader("Location"));
    else if (request.status === 422) {
      document.open();
      document.write(request.responseText);
      document.close();
    } else return false;
    return true;
  };

  const send = (form, pressed) => {
    const { box, words, bar, stop } = watch(form);
    const data = new FormData(form);
    if (pressed && pressed.name) data.append(pressed.name, pressed.value);
    const buttons = Array.from(form.querySelectorAll(".actions button"));
    const rest = (resting) => buttons.forEach((one) => { one.disabled = resting; });
    const request = new XMLHttpRequest();
    const failed = (why) => {
      rest(false);
      box.className = "notice warning";
      words.textContent = why;
      bar.remove();
      stop.textContent = say.again;
      stop.onclick = () => { box.remove(); send(form, pressed); };
      stop.focus();
    };
    let said = -1;
    request.upload.onprogress = (event) => {
      const percent = Math.floor((100 * event.loaded) / event.total);
      bar.max = event.total;
      bar.value = event.loaded;
      if (percent === said || (percent % 10 && percent - said < 10)) return;
      said = percent;
      words.textContent = say.progress.replace("{percent}", write(percent / 100, { style: "percent" }))
        .replace("{done}", text(event.loaded)).replace("{all}", text(event.total));
    };
    request.onload = () => { if (!show(request)) failed(say.refused); };
    request.onerror = () => failed(say.broken);
    request.onabort = () => failed(say.stopped);
    words.textContent = say.sending;
    stop.textContent = say.stop;
    stop.onclick = () => request.abort();
    rest(true);
    request.open("POST", form.action);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.send(data);
  };

  document.querySelectorAll("form [data-known]").forEach((field) => {
    const place = document.createElement("div");
    place.setAttribute("role", "status");
    field.after(place);
    field.addEventListener("change", () => ask(field, place).catch(() => {}));
  });

  document.querySelectorAll("form[enctype]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (!carries(form)) return;
      event.preventDefault();
      send(form, event.submitter);
    });
  });
})();
