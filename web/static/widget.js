// The chat on any page, in one file: <script src=".../widget.js" data-language="es" defer></script>, or <faq-chat>.
// Text goes in as text only. It calls no host but the one it came from, sets no cookie, and stores nothing unless
// data-remember="session" says so. All its words come from the server's catalogue.
"use strict";

(() => {
  const SCRIPT = document.currentScript;
  const OPTIONS = ["title", "language", "accent", "remember", "server"];
  const TIMEOUT = 15000;
  const KEPT = "faq-chat";
  const URGENT = ["emergency", "crisis"];
  const CHOOSES = ["clarify", "smalltalk"];
  // Before the catalogue has come there is nothing else to say it with.
  const UNREACHABLE = "Not available now. – No disponible ahora.";

  const STYLE = `
:host { all: initial !important; display: block !important; --line: #c4d0d2; --edge: #6a7f83; --page: #fff;
  --soft: #eef4f4; --text: #17262a; --quiet: #4a5d62; --accent: var(--faq-accent, #0b666f);
  --on-accent: var(--faq-on-accent, #fff); --marked: #d3eef0; --urgent: #9d1c1f; --urgent-soft: #fdf0ee; }
@media (prefers-color-scheme: dark) {
  :host { --line: #38484c; --edge: #7c9196; --page: #12191b; --soft: #1d282b; --text: #e4ecee; --quiet: #a9b9bd;
    --accent: var(--faq-accent-dark, #74c9d1); --on-accent: var(--faq-on-accent-dark, #0c1719); --marked: #1f4f55;
    --urgent: #ffaca3; --urgent-soft: #351c1c; }
}
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.launcher, .panel { position: fixed; inset-block-end: 1em; inset-inline-end: 1em; z-index: 2147483000;
  font: 1em/1.55 var(--faq-font, system-ui, sans-serif); color: var(--text); }
:host([inline]) .launcher { display: none; }
:host([inline]) .panel { position: static; inline-size: 100%; block-size: 40em; box-shadow: none; }
button { font: inherit; cursor: pointer; color: inherit; border: 1px solid var(--edge); background: var(--page);
  border-radius: .5em; padding: .35em .8em; min-block-size: 2em; }
button:disabled { cursor: default; opacity: .6; }
.launcher { display: flex; gap: .5em; align-items: center; border: 0; border-radius: 2em; padding: .75em 1.2em;
  background: var(--accent); color: var(--on-accent); font-weight: 600; box-shadow: 0 .25em 1.2em rgb(0 0 0 / .25); }
svg { inline-size: 1.25em; block-size: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 2;
  stroke-linecap: round; stroke-linejoin: round; }
.panel { display: flex; flex-direction: column; inline-size: min(26em, 100vw - 2em);
  block-size: min(42em, 100dvh - 2em); background: var(--page); border: 1px solid var(--line); border-radius: .9em;
  overflow: hidden; overflow-wrap: anywhere; box-shadow: 0 .5em 2.5em rgb(0 0 0 / .28); }
.head { display: flex; align-items: center; gap: .25em; padding: .6em .6em .6em 1em;
  border-block-end: 1px solid var(--line); }
h2 { flex: 1; margin: 0; font-size: 1.05em; line-height: 1.3; }
.head button { border: 0; padding: .45em; min-inline-size: 2.2em; min-block-size: 2.2em; display: grid;
  place-items: center; color: var(--quiet); }
.log { flex: 1; min-block-size: 6em; overflow-y: auto; padding: 1em; scroll-padding: 1em; }
h3 { margin: 0 0 .4em; font-size: .875em; color: var(--quiet); }
.empty > h3:first-child { margin: 0 0 .5em; font-size: 1.1em; line-height: 1.3; color: inherit; }
p, ul, ol, dl { margin: 0 0 .8em; padding: 0; }
ul, ol { list-style: none; }
.choices { display: flex; flex-direction: column; align-items: flex-start; gap: .4em; }
.choices button { text-align: start; border-color: var(--line); }
.said { inline-size: fit-content; max-inline-size: 88%; margin-block: 1.2em .8em; margin-inline: auto 0;
  padding: .5em .9em; border-radius: .9em; background: var(--soft); white-space: pre-wrap; }
.headline { white-space: pre-wrap; font-weight: 600; }
.urgent { border: 2px solid var(--urgent); border-radius: .6em; padding: .8em; background: var(--urgent-soft);
  color: var(--urgent); }
blockquote { margin: 0 0 .4em; padding-inline-start: .9em; border-inline-start: 3px solid var(--accent);
  white-space: pre-wrap; }
.citation { margin-block-end: 1.1em; }
summary { cursor: pointer; padding: .25em 0; font-size: .875em; color: var(--quiet); }
summary b { color: var(--accent); }
details > * { font-size: .875em; }
.around { padding: .7em .8em; border-radius: .5em; background: var(--soft); white-space: pre-wrap; }
mark { background: var(--marked); color: inherit; border-radius: .15em; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .1em .8em; }
dt { color: var(--quiet); }
dd { margin: 0; }
.notices { font-size: .875em; color: var(--quiet); }
.notices li { margin-block-end: .3em; }
.feedback { margin-block-start: .8em; font-size: .875em; color: var(--quiet); }
.feedback p { margin: 0; }
.feedback textarea { font-size: 1em; margin-block-end: .5em; }
a { color: var(--accent); text-underline-offset: .2em; }
.urgent a { color: inherit; font-weight: 700; }
.status { min-block-size: 1.4em; margin: 0; padding: 0 1em; font-size: .875em; color: var(--quiet); }
.foot { padding: .6em 1em 1em; border-block-start: 1px solid var(--line); background: var(--soft); }
.persistent { margin-block-end: .5em; font-size: .8125em; line-height: 1.4; color: var(--quiet); }
form { display: flex; gap: .75em; align-items: end; }
label { flex: 1; min-inline-size: 0; font-size: .8125em; color: var(--quiet); }
textarea { display: block; margin-block-start: .4em; inline-size: 100%; min-block-size: 3.2em; max-block-size: 10em; resize: vertical;
  padding: .5em .7em; border: 1px solid var(--edge); border-radius: .5em; background: var(--page); color: var(--text);
  font: inherit; font-size: 1.23em; line-height: 1.4; }
.send { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600;
  min-block-size: 2.75em; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.launcher:focus-visible { outline-color: var(--text); }
@media (pointer: coarse) { button, summary { min-block-size: 44px; } .head button { min-inline-size: 44px; min-block-size: 44px; } }
@media (max-width: 30em) { .panel { inset: 0; inline-size: 100%; block-size: 100dvh; border: 0; border-radius: 0; } }
@media (max-height: 26em) { .panel { overflow-y: auto; } .log { flex: none; overflow: visible; } }
@media (forced-colors: active) { .launcher, .panel, .send, .urgent { border: 2px solid; } mark { background: Mark; } }
@media (prefers-reduced-motion: no-preference) { .log { scroll-behavior: smooth; } }
`;

  const ICONS = {
    chat: "M4 5h16v11H9l-5 4z",
    close: "M6 6l12 12M18 6L6 18",
    fresh: "M12 5v14M5 12h14",
    copy: "M9 9h11v11H9zM5 15H4V4h11v1",
    print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  };

  /** An element with its properties and children; text becomes text nodes, nothing becomes markup. */
  function make(tag, properties = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== ""));
    return node;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** What went wrong, as a key of the catalogue, or the server's own words if asking again would not help. */
  class Failed extends Error {
    constructor(key, told = "") {
      super(key);
      this.key = key;
      this.told = told;
    }
  }

  async function fetchJson(url, options) {
    let response;
    try {
      response = await fetch(url, { ...options, credentials: "omit", signal: AbortSignal.timeout?.(TIMEOUT) });
    } catch (error) {
      throw new Failed(error.name === "TimeoutError" ? "slow" : "offline");
    }
    if (response.status === 429) throw new Failed("too_many");
    let body;
    try {
      body = await response.json();
    } catch {
      throw new Failed("failed");
    }
    if (response.ok) return body;
    const told = (body.errors ?? [body]).map((each) => each.detail).join(" ");
    throw response.status < 500 ? new Failed("refused", told) : new Failed("failed");
  }

  class FaqChat extends HTMLElement {
    #page = null; // what the server says about itself: texts, notices, numbers
    #turns = []; // questions and answers, kept in this page only
    #conversation = null;
    #raised = false;
    #busy = false;
    #root;
    #part = {};

    connectedCallback() {
      if (this.#root) return;
      this.#root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      const accent = this.getAttribute("accent");
      if (accent) this.style.setProperty("--faq-accent", accent);
      this.#start();
    }

    get #server() {
      return new URL(this.getAttribute("server") || SCRIPT?.src || "/", document.baseURI);
    }

    async #start() {
      const language = this.getAttribute("language");
      const url = new URL("/api/widget", this.#server);
      if (language) url.searchParams.set("language", language);
      try {
        this.#page = await fetchJson(url);
      } catch {
        this.#showUnreachable();
        return;
      }
      this.#build();
      this.#restore();
      this.dispatchEvent(new CustomEvent("faq-chat-ready"));
    }

    #showUnreachable() {
      const again = () => {
        this.#root.replaceChildren();
        this.#start();
      };
      const name = this.getAttribute("title") || UNREACHABLE;
      const told = make("button", { class: "launcher", title: UNREACHABLE, onclick: again }, icon("chat"), name);
      this.#root.replaceChildren(told);
    }

    #build() {
      const { texts, language } = this.#page;
      const title = this.getAttribute("title") || this.#page.clinic || texts.title;
      const part = this.#part;
      const tool = (name, text, act) =>
        make("button", { type: "button", "aria-label": text, title: text, onclick: act }, icon(name));
      part.launcher = make(
        "button",
        { type: "button", class: "launcher", part: "launcher", "aria-expanded": "false", lang: language, onclick: () => this.open() },
        icon("chat"),
        this.getAttribute("title") || texts.open,
      );
      part.log = make("div", { class: "log", role: "log", "aria-label": texts.conversation, tabindex: "0" });
      part.status = make("p", { class: "status", role: "status" });
      part.box = make("textarea", { rows: "2", dir: "auto", enterkeyhint: "send", onkeydown: (event) => this.#key(event) });
      part.send = make("button", { class: "send" }, texts.send);
      part.close = tool("close", texts.close, () => this.close());
      part.panel = make(
        "section",
        { class: "panel", part: "panel", role: "dialog", "aria-label": title, lang: language, hidden: true },
        make(
          "div",
          { class: "head" },
          make("h2", {}, title),
          tool("fresh", texts.new, () => this.#begin()),
          tool("copy", texts.copy, () => this.#copy()),
          tool("print", texts.print, () => this.#print()),
          this.hasAttribute("inline") ? null : part.close,
        ),
        part.log,
        part.status,
        make(
          "div",
          { class: "foot" },
          make("p", { class: "persistent" }, ...this.#dialable(this.#page.persistent), this.#page.kept && ` ${this.#page.kept}`),
          make("form", { onsubmit: (event) => this.#submit(event) }, make("label", {}, texts.label, part.box), part.send),
        ),
      );
      part.panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !this.hasAttribute("inline")) this.close();
      });
      this.#root.replaceChildren(part.launcher, part.panel);
      this.#showEmpty();
      if (this.hasAttribute("inline")) part.panel.hidden = false;
      else if (this.hasAttribute("open")) this.open();
    }

    /** Shows the panel and puts the cursor in it. */
    open() {
      this.#part.panel.hidden = false;
      this.#part.launcher.hidden = true;
      this.#part.launcher.setAttribute("aria-expanded", "true");
      this.#part.box.focus();
    }

    /** Hides the panel and gives the focus back to the button that opened it. */
    close() {
      this.#part.panel.hidden = true;
      this.#part.launcher.hidden = false;
      this.#part.launcher.setAttribute("aria-expanded", "false");
      this.#part.launcher.focus();
    }

    #showEmpty() {
      const { texts, examples } = this.#page;
      this.#part.empty = make(
        "div",
        { class: "empty" },
        make("h3", {}, texts.empty_heading),
        make("p", {}, texts.empty_text),
        make("h3", {}, texts.examples),
        this.#choices(examples),
      );
      this.#part.log.replaceChildren(this.#part.empty);
    }

    #choices(texts, language) {
      const buttons = texts.map((text) =>
        make("li", {}, make("button", { type: "button", onclick: () => this.#ask(text) }, text)),
      );
      return make("ul", { class: "choices", role: "list", lang: language }, ...buttons);
    }

    /** A text with the clinic's numbers as links to dial; everything else stays text. */
    #dialable(text) {
      const { phones } = this.#page;
      if (!phones.length) return [text];
      // The longest first, or one that begins alike would cut it short; what a digit joins on to is a longer number.
      const escaped = phones
        .slice()
        .sort((one, other) => other.length - one.length)
        .map((phone) => phone.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      const pieces = text.split(new RegExp(`(?<![\\d+])(?<!\\d[ \\u00a0.-])(${escaped.join("|")})(?![ \\u00a0.-]?\\d)`));
      return pieces.map((piece, at) =>
        at % 2 ? make("a", { href: `tel:${piece.replace(/[^\d+]/g, "")}` }, piece) : piece,
      );
    }

    #key(event) {
      // Enter also ends a word being composed with an input method; that is not sending.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      event.target.closest("form").requestSubmit();
    }

    #submit(event) {
      event.preventDefault();
      const message = this.#part.box.value;
      if (message.trim()) this.#ask(message);
    }

    async #ask(message, asked = null) {
      if (this.#busy) return;
      this.#busy = true;
      const { box, log, status, send, empty } = this.#part;
      empty?.remove();
      for (const past of log.querySelectorAll(".next, .failure")) past.remove();
      const said = asked ?? this.#said(message);
      if (!asked) log.append(said);
      if (box.value === message) box.value = "";
      // Whoever pressed a button that is gone now goes on in the box.
      if (!this.#root.activeElement) box.focus();
      send.disabled = true;
      status.textContent = this.#page.texts.busy;
      let seen = said;
      try {
        const before = this.#conversation;
        const answer = await this.#post("/api/chat", { message, conversation: before, language: null });
        if (typeof answer.answer !== "string") throw new Failed("failed"); // an old page, a new server
        this.#turns.push({ message, before, answer });
        const reply = this.#reply(answer, message, before);
        said.lang = answer.language;
        log.append(reply);
        this.#conversation = answer.conversation;
        if (URGENT.includes(answer.kind)) seen = reply;
        this.#keep();
      } catch (error) {
        if (!(error instanceof Failed)) throw error;
        log.append((seen = this.#failure(error, message, said)));
        if (!box.value) box.value = message;
      } finally {
        this.#busy = false;
        send.disabled = false;
        status.textContent = "";
      }
      log.scrollTop = seen.offsetTop - log.offsetTop - 12;
    }

    #post(path, members) {
      const headers = { "Content-Type": "application/json", Accept: "application/json" };
      return fetchJson(new URL(path, this.#server), { method: "POST", headers, body: JSON.stringify(members) });
    }

    #said(message) {
      const you = make("span", { class: "unseen" }, `${this.#page.texts.you}: `);
      return make("p", { class: "said", dir: "auto" }, you, message);
    }

    #reply(answer, message, before) {
      const { texts, feedback, rated } = this.#page;
      const urgent = URGENT.includes(answer.kind);
      this.#raised ||= urgent;
      const quoted = answer.citations.map((cited) => cited.quote).join("\n\n");
      const headline = (quoted && answer.answer.endsWith(quoted) ? answer.answer.slice(0, -quoted.length) : answer.answer).trimEnd();
      const notices = answer.notices.filter((notice) => notice.id !== "persistent");
      const earlier = notices.filter((notice) => notice.id.startsWith("earlier_"));
      const beside = notices.filter((notice) => !notice.id.startsWith("earlier_"));
      const said = headline ? this.#dialable(headline) : null;
      const next = answer.suggestions.length
        ? make("div", { class: "next" }, make("h3", {}, texts.suggestions), this.#choices(answer.suggestions, answer.language))
        : null;
      const assumed = beside.some((notice) => notice.id === "still_about") && !this.#raised;
      const leave = assumed
        ? make("p", { class: "next" }, make("button", { type: "button", onclick: () => this.#leave(message) }, texts.still_about_reset))
        : null;
      return make(
        "article",
        { class: "reply", "data-kind": answer.kind, lang: answer.language },
        earlier.length ? make("div", { class: "urgent" }, make("h3", {}, texts.earlier), this.#notices(earlier)) : null,
        said ? make("p", { class: urgent ? "headline urgent" : "headline", role: urgent ? "alert" : null }, ...said) : null,
        make("ol", { role: "list" }, ...answer.citations.map((cited) => this.#citation(cited))),
        CHOOSES.includes(answer.kind) ? next : null,
        this.#notices(beside),
        leave,
        CHOOSES.includes(answer.kind) ? null : next,
        feedback && rated.includes(answer.kind) ? this.#feedback(message, before) : null,
      );
    }

    /** Whether the reply helped, sent with what it was asked with; a comment only where it would be kept. */
    #feedback(message, before) {
      const { feedback, kept, language } = this.#page;
      const told = make("span", { role: "status" });
      const comment = kept ? make("textarea", { rows: "2", maxlength: "1000" }) : null;
      const rate = async (helpful) => {
        for (const each of buttons) each.disabled = true;
        const members = { message, conversation: before, language, helpful, comment: comment?.value || null };
        try {
          told.textContent = (await this.#post("/api/feedback", members)).thanks;
          choice.remove();
        } catch {
          told.textContent = feedback.unsent;
          for (const each of buttons) each.disabled = false;
        }
      };
      const buttons = [true, false].map((helpful) =>
        make("button", { type: "button", onclick: () => rate(helpful) }, helpful ? feedback.yes : feedback.no),
      );
      const more = comment && make("details", {}, make("summary", {}, feedback.comment), make("label", {}, feedback.comment_hint, comment));
      const choice = make("div", {}, more, make("p", {}, `${feedback.question} `, buttons[0], " ", buttons[1]));
      return make("div", { class: "feedback", lang: language }, told, choice);
    }

    #notices(notices) {
      const lines = notices.map((notice) => make("li", { "data-notice": notice.id }, ...this.#dialable(notice.text)));
      return make("ul", { class: "notices", role: "list" }, ...lines);
    }

    /** A quotation, and its source in place: where it stands, what stands around it, and the way to the document. */
    #citation(cited) {
      const { texts, evidence, adapted, translations } = this.#page;
      const restated = adapted[cited.reviewed_by ? "reviewed" : "unreviewed"]
        .replace("{source}", () => cited.source)
        .replace("{reviewer}", () => cited.reviewed_by ?? "");
      const facts = [
        [texts.section, cited.section],
        [texts.updated, cited.updated ?? texts.undated],
        [texts.evidence, evidence[cited.evidence] ?? cited.evidence],
      ].flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]);
      const whole = { href: new URL(cited.url, this.#server).href, target: "_blank", rel: "noopener" };
      return make(
        "li",
        { class: "citation" },
        make("blockquote", { lang: cited.language }, cited.quote),
        make(
          "details",
          {},
          make("summary", {}, make("b", {}, `[${cited.number}] `), `${texts.source}: `, make("cite", { lang: cited.language }, cited.title)),
          make("dl", {}, ...facts),
          cited.adapted ? make("p", { lang: this.#page.language }, restated) : null,
          translations.includes(cited.document) ? make("p", { lang: this.#page.language }, texts.translated) : null,
          make("p", { class: "around", lang: cited.language }, cited.before, make("mark", {}, cited.quote), cited.after),
          make("p", { lang: this.#page.language }, make("a", whole, texts.open_document)),
        ),
      );
    }

    #failure(error, message, said) {
      const { texts } = this.#page;
      const refused = error.key === "refused";
      const again = () => {
        failure.remove();
        this.#ask(message, said);
      };
      const failure = make(
        "div",
        { class: "failure", role: "alert" },
        make("p", {}, refused ? error.told : texts[error.key]),
        make("p", {}, ...this.#dialable(this.#page.emergency_line)),
        refused ? null : make("button", { type: "button", onclick: again }, texts.retry),
      );
      return failure;
    }

    /** Asks the same again without what was asked before. */
    #leave(message) {
      this.#conversation = null;
      this.#ask(message);
    }

    #begin() {
      this.#turns = [];
      this.#conversation = null;
      this.#raised = false;
      this.#keep();
      this.#showEmpty();
      this.#part.box.focus();
    }

    /** The conversation as plain text, each quotation with its source. */
    #text() {
      const { texts } = this.#page;
      const lines = this.#turns.flatMap(({ message, answer }) => [
        `${texts.you}: ${message}`,
        answer.answer,
        ...answer.citations.map((cited) => `[${cited.number}] ${cited.title} › ${cited.section} (${new URL(cited.url, this.#server).href})`),
        ...answer.notices.filter((notice) => notice.id !== "persistent").map((notice) => notice.text),
      ]);
      return lines.join("\n\n");
    }

    async #copy() {
      try {
        await navigator.clipboard.writeText(this.#text());
        this.#part.status.textContent = this.#page.texts.copied;
      } catch {
        this.#print(); // where nothing may be copied, it can be marked by hand
      }
    }

    #print() {
      const sheet = window.open("", "_blank");
      if (!sheet) return;
      const { document: paper } = sheet;
      paper.documentElement.lang = this.#page.language;
      paper.title = this.#part.panel.getAttribute("aria-label");
      for (const line of this.#text().split("\n\n")) {
        const place = paper.createElement("p");
        place.textContent = line;
        paper.body.append(place);
      }
      sheet.print();
    }

    #keep() {
      if (this.getAttribute("remember") !== "session") return;
      const kept = { turns: this.#turns, conversation: this.#conversation };
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
    }

    #restore() {
      if (this.getAttribute("remember") !== "session") return;
      let kept;
      try {
        kept = JSON.parse(sessionStorage.getItem(KEPT));
      } catch {
        return; // nothing that can be read: a new conversation
      }
      if (!kept?.turns?.length) return;
      this.#part.empty.remove();
      this.#turns = kept.turns;
      this.#conversation = kept.conversation;
      for (const { message, before, answer } of kept.turns) {
        this.#part.log.append(this.#said(message), this.#reply(answer, message, before ?? null));
      }
    }
  }

  if (!customElements.get("faq-chat")) customElements.define("faq-chat", FaqChat);

  // A script tag that asks for nothing else gets its widget at the end of the page.
  if (SCRIPT && !document.querySelector("faq-chat") && !("manual" in SCRIPT.dataset)) {
    const chat = document.createElement("faq-chat");
    for (const name of OPTIONS) if (SCRIPT.dataset[name]) chat.setAttribute(name, SCRIPT.dataset[name]);
    document.body.append(chat);
  }
})();
