/* Passkeys and security keys: asks the browser for one, and sends what it says. A form wants this by
 * data-key="make" or data-key="use". What the server asks for stands in #key-options, or is fetched
 * from data-options. Where the browser knows no such keys the buttons stay hidden; everything else
 * on the page works. Needs webauthn-json.js of django-allauth.
 */
(() => {
  "use strict";
  const say = document.currentScript.dataset;
  // A key belongs to a name: browsers make none for an address of numbers.
  const hasName = !/^[\d.]+$|^\[/.test(location.hostname);
  if (!window.PublicKeyCredential || !hasName) return;

  const options = async (form) => {
    if (!form.dataset.options) return JSON.parse(document.getElementById("key-options").textContent);
    const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  const make = (asked, alone) => {
    if (alone) {
      Object.assign(asked.publicKey.authenticatorSelection, {
        residentKey: "required", requireResidentKey: true, userVerification: "required",
      });
    }
    return webauthnJSON.create(asked);
  };

  document.querySelectorAll("[data-no-key]").forEach((words) => { words.hidden = true; });
  document.querySelectorAll("form[data-key]").forEach((form) => {
    form.querySelectorAll("[data-key-button]").forEach((button) => { button.hidden = false; });
    const complaint = form.querySelector("[role=alert]");
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      complaint.textContent = "";
      try {
        const asked = await options(form);
        const alone = form.elements.passwordless && form.elements.passwordless.checked;
        const answer = form.dataset.key === "make"
          ? await make(asked.creation_options, alone)
          : await webauthnJSON.get(asked.request_options);
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      } catch {
        complaint.textContent = say.failed;
      }
    });
  });
})();
