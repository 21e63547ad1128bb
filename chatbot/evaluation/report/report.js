"use strict";
const form = document.querySelector(".filter");
const articles = [...document.querySelectorAll("#failures article")];
function filter() {
  const { text, tag, expected } = form.elements;
  let shown = 0;
  for (const article of articles) {
    const fits = article.textContent.toLowerCase().includes(text.value.toLowerCase())
      && (!tag.value || article.dataset.tags.split(" ").includes(tag.value))
      && (!expected.value || article.dataset.expected === expected.value);
    article.hidden = !fits;
    shown += fits;
  }
  form.querySelector("output").textContent = `${shown} of ${articles.length}`;
}
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
