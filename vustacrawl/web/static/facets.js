// Counts over all matches, which may take a second: the page first shows those of the newest.
"use strict";
(async () => {
  const facets = document.querySelector("[data-all]");
  const answer = await fetch(facets.dataset.all);
  if (!answer.ok) return; // The counts of the newest stay, and the page says that they are.
  facets.innerHTML = await answer.text();
  document.querySelector(".count .total").textContent = facets.querySelector(".total").textContent;
})();
