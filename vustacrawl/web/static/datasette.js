// Names for the fields of Datasette's forms, which have none for screen readers.
"use strict";
const NAMES = {
  'select[name^="_filter_column"]': "Column",
  'select[name^="_filter_op"]': "Operator",
  'input[name^="_filter_value"]': "Value",
  ".CodeMirror textarea, textarea:not([id])": "SQL",
  "#sort_by": "Sort by",
  "a.cross": "Remove",
};
const nameFields = () => {
  for (const [selector, name] of Object.entries(NAMES))
    for (const field of document.querySelectorAll(selector)) field.setAttribute("aria-label", name);
};
addEventListener("load", () => setTimeout(nameFields)); // the SQL editor is made when the page is loaded
