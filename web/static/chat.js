// The chat without page loads. Without this script the same forms post to the server and the page comes back whole.
// Text goes in as text only; every piece of markup is a <template> of the page. Nothing is stored.
"use strict";

(() => {
  const TIMEOUT = 15000;

  const byId = (id) => document.getElementById(id);
  const page = JSON.parse(byId("page").textContent);
  const form = byId("ask");
  const box = form.elements.message;
  const log = byId("log");
  const status = byId("status");
  let conversation = form.elements.conversation.value || null;
  let busy = false;

  /** A reply that says the question cannot be taken; asking again would not help. */
  class Refused extends Error {}
  /** A reply that says to ask again in a while. */
  class Later extends Error {}

  const copy = (id) => byId(id).content.firstElementChild.cloneNode(true);
  const slot = (node, name) => node.querySelector(`[data-slot="${name}"]`);

  /** Puts text in a slot of a piece, in its language if that is known; an empty slot is not shown. */
  function fill(node, name, text, lang) {
    const place = slot(node, name);
    place.textContent = text;
    place.hidden = text === "";
    if (lang) place.lang = lang;
  }

  function list(place, notices, lang) {
    place.lang = lang;
    for (const notice of notices) {
      const line = document.createElement("li");
      line.dataset.notice = notice.id;
      line.textContent = notice.text;
      place.append(line);
    }
  }

  /** Puts a button in a reply for each text that can be asked next; the form's own event does the rest. */
  function suggest(node, answer) {
    const form = slot(node, "suggestions");
    const place = slot(form, "suggested");
    form.hidden = answer.suggestions.length === 0;
    place.lang = answer.language;
    for (const text of answer.suggestions) {
      const button = document.createElement("button");
      button.name = "message";
      button.value = text;
      button.textContent = text;
      const line = document.createElement("li");
      line.append(button);
      place.append(line);
    }
    if (page.chooses.includes(answer.kind)) slot(node, "notices").before(form);
  }

  const isUrgent = (answer) => page.urgent.includes(answer.kind);

  function citation(cited, saidIn) {
    const node = copy("citation");
    const restated = page.adapted[saidIn]?.[cited.reviewed_by ? "reviewed" : "unreviewed"] ?? "";
    const evidence = page.evidence[cited.evidence] ?? cited.evidence;
    fill(node, "quote", cited.quote, cited.language);
    fill(node, "number", String(cited.number));
    fill(node, "title", cited.title);
    fill(node, "section", cited.section, cited.language);
    fill(node, "evidence", cited.evidence === "general" ? "" : evidence);
    fill(node, "adapted", cited.adapted ? restated.replace("{source}", () => cited.source).replace("{reviewer}", () => cited.reviewed_by) : "", saidIn);
    fill(node, "translated", page.translations.includes(cited.document) ? page.translated : "");
    fill(node, "before", cited.before);
    fill(node, "marked", cited.quote);
    fill(node, "after", cited.after);
    slot(node, "around").lang = cited.language;
    slot(node, "link").href = page.chosen ? cited.url.replace("#", `&language=${page.chosen}#`) : cited.url;
    return node;
  }

  /** Sends whether a reply helped, with what it was asked with; the same form posts to the server without a script. */
  async function rate(form, button) {
    const { message, conversation, comment } = form.elements;
    const members = { message: message.value, conversation: conversation.value || null, language: page.chosen };
    const helpful = button.value === "yes";
    const buttons = form.querySelectorAll("button");
    for (const each of buttons) each.disabled = true;
    try {
      const body = await post(page.feedback, { ...members, helpful, comment: comment?.value || null });
      slot(form, "thanks").textContent = body.thanks;
      slot(form, "rate").hidden = true;
    } catch {
      for (const each of buttons) each.disabled = false;
      slot(form, "thanks").textContent = page.unsent;
    }
  }

  function reply(answer, message, before) {
    const node = copy("reply");
    const quoted = answer.citations.map((cited) => cited.quote).join("\n\n");
    const headline = answer.answer.endsWith(quoted) ? answer.answer.slice(0, answer.answer.length - quoted.length) : answer.answer;
    const isEarlier = (notice) => notice.id.startsWith(page.earlier);
    const shown = answer.notices.filter((notice) => notice.id !== page.shown_already);
    node.dataset.kind = answer.kind;
    fill(node, "headline", headline.trimEnd(), answer.language);
    if (isUrgent(answer)) slot(node, "headline").setAttribute("role", "alert");
    slot(node, "citations").append(...answer.citations.map((cited) => citation(cited, answer.language)));
    slot(node, "earlier").hidden = !shown.some(isEarlier);
    list(slot(node, "raised"), shown.filter(isEarlier), answer.language);
    list(slot(node, "notices"), shown.filter((notice) => !isEarlier(notice)), answer.language);
    suggest(node, answer);
    const feedback = slot(node, "feedback");
    if (feedback && !page.rated.includes(answer.kind)) feedback.remove();
    else if (feedback) {
      feedback.elements.message.value = message;
      feedback.elements.conversation.value = before ?? "";
    }
    return node;
  }

  /** What is shown when no reply came: what the server said is wrong, or a way to try again. */
  function failure(error, message, question) {
    const node = copy("failure");
    const retry = slot(node, "retry");
    if (error instanceof Refused || error instanceof Later) fill(node, "told", error.message);
    if (error instanceof Refused) {
      retry.remove();
    } else {
      retry.addEventListener("click", () => {
        node.remove();
        send(message, question);
      });
    }
    return node;
  }

  async function post(url, members) {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(members),
      credentials: "omit",
      signal: AbortSignal.timeout?.(TIMEOUT),
    });
    const body = await response.json();
    if (response.ok) return body;
    const told = (body.errors ?? [body]).map((each) => each.detail).join(" ");
    if (response.status === 429) throw new Later(told);
    if (response.status < 500) throw new Refused(told);
    throw new Error(String(response.status));
  }

  /** Asks, and shows what came of it under the question, which a second try has already. */
  async function send(message, earlier) {
    if (busy) return;
    busy = true;
    byId("examples")?.remove();
    for (const past of log.querySelectorAll(".suggestions")) past.remove();
    const question = earlier ?? copy("question");
    if (!earlier) {
      fill(question, "message", message);
      log.append(question);
    }
    if (box.value === message) box.value = "";
    // Whoever pressed a button that is gone now goes on reading here.
    if (document.activeElement === document.body) {
      question.tabIndex = -1;
      question.focus({ preventScroll: true });
    }
    status.textContent = status.dataset.busy;
    status.scrollIntoView({ block: "nearest" });
    let seen = question;
    try {
      const answer = await post(page.api, { message, conversation, language: null });
      slot(question, "message").lang = answer.language;
      const node = reply(answer, message, conversation);
      log.append(node);
      // However long the question was, this is what must be in sight.
      if (isUrgent(answer)) seen = node;
      conversation = answer.conversation;
    } catch (error) {
      seen = failure(error, message, question);
      log.append(seen);
      if (box.value === "") box.value = message;
    }
    busy = false;
    status.textContent = "";
    seen.scrollIntoView({ block: seen.matches(".failure") ? "nearest" : "start" });
  }

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.dataset.slot === "feedback") {
      rate(event.target, event.submitter);
      return;
    }
    const message = event.submitter?.value || box.value;
    if (message.trim() !== "") send(message);
  });

  box.addEventListener("keydown", (event) => {
    // Enter also ends a word being composed with an input method; that is not sending.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
})();
