// Suggestions for the search field, as a native list: the browser brings the keyboard and the screen reader.
"use strict";
for (const field of document.querySelectorAll("form.search input[type=search]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-suggestions`;
  field.after(list);
  field.setAttribute("list", list.id);
  let waiting, pending;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      pending?.abort();
      pending = new AbortController();
      const address = new URL(`suggest?q=${encodeURIComponent(field.value)}`, field.form.action);
      try {
        const response = await fetch(address, { signal: pending.signal });
        if (!response.ok) return;
        const options = (await response.json()).map(({ text }) => Object.assign(document.createElement("option"), { value: text }));
        list.replaceChildren(...options);
      } catch {
        // Typed on, or offline: the field works without suggestions.
      }
    }, 150);
  });
}
