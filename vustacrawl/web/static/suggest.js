// Suggestions for the search field, as a native list: the browser brings the keyboard and the screen reader.
"use strict";
for (const field of document.querySelectorAll("form.search input[type=search]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-suggestions`;
  field.after(list);
  field.setAttribute("list", list.id);
  let waiting, asked;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      asked?.abort();
      asked = new AbortController();
      const address = new URL(`suggest?q=${encodeURIComponent(field.value)}`, field.form.action);
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (!answer.ok) return;
        const options = (await answer.json()).map(({ text }) => Object.assign(document.createElement("option"), { value: text }));
        list.replaceChildren(...options);
      } catch {
        // Typed on, or offline: the field works without suggestions.
      }
    }, 150);
  });
}
