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

  document.querySelectorAll("form [data-known]").forEach((field) => {
    const place = document.createElement("div");
    place.setAttribute("role", "status");
    field.after(place);
    field.addEventListener("change", () => ask(field, place).catch(() => {}));
  });
})();
