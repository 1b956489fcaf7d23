/* The page on which a paper is added: what is pasted fills the form, the form makes a record, and every change is checked. */
(function (kb) {
  "use strict";

  var d = kb.dom, c = kb.contribute;

  function Page(root, store, content) {
    this.root = root;
    this.store = store;
    this.known = new kb.Known(content, new kb.Works(content.rules));
    this.checker = new kb.Checker(store.data, this.known);
    this.schemes = store.data.schemes.map(function (s) { return { id: s.id, role: store.data.roles[s.role] }; });
    this.draft = c.restore(this.checker);
    this.read = root.querySelector("[data-read]");
    this.touched = new Set(); // the fields at which the person has been
    this.entryRead = "";
    this.pressed = this.late = false;
    this.output = new kb.Output(root.querySelector("[data-output]"), root.dataset.new);
    this.found = new kb.Found(this, root.querySelector("[data-found-terms]"));
    this.labels = new kb.Labels(this, root.querySelector("[data-facets]"));
    this.listen();
    this.press();
    this.fill();
    this.changed();
  }

  Page.prototype.listen = function () {
    var self = this, paste = this.root.querySelector("[data-paste]"), area = paste.querySelector("textarea"), any = document.getElementById("add-any");
    paste.addEventListener("submit", function (event) { event.preventDefault(); self.take(area.value); });
    area.addEventListener("input", function () { self.draft.paste = area.value; c.keep(self.draft); });
    area.addEventListener("paste", function () { setTimeout(function () { self.take(area.value); }, 0); });
    area.addEventListener("keydown", function (event) {
      var lone = event.key === "Enter" && area.value.indexOf("\n") < 0 && area.value.trim()[0] !== "@";
      if (!event.isComposing && (lone || (event.key === "Enter" && (event.ctrlKey || event.metaKey)))) { event.preventDefault(); self.take(area.value); }
    });
    this.fields().forEach(function (input) {
      input.addEventListener(input.tagName === "SELECT" ? "change" : "input", function () {
        self.draft[input.name] = input.value;
        if (input.name === "read") self.depth();
        self.changed();
      });
      input.addEventListener("change", function () { self.spell(input); self.touch(input.name); });
    });
    this.root.querySelector("[data-clear]").addEventListener("click", function () { self.clear(); });
    new kb.Pick(any, document.getElementById("add-any-list"), this.store, -1, function (n) {
      var concept = self.store.data.concepts[n];
      return !c.labelOf(self.draft, self.store.data.schemes[concept.s].id, concept.id);
    }, function (n) { self.labels.add(n, any); });
    document.getElementById("add-venues").replaceChildren.apply(document.getElementById("add-venues"),
      this.known.venues.map(function (v) { return d.el("option", { value: v.name }, v.title); }));
  };

  Page.prototype.fields = function () {
    return Array.from(this.root.querySelectorAll("[data-fields] [name]"));
  };

  /** The person has been at a field: what it lacks is a finding from now on. */
  Page.prototype.touch = function (field) {
    this.touched.add(field);
    if (this.pressed) this.late = true;
    else this.changed();
  };

  /** A field is left by pressing a button: what is pressed may not be made anew before it is let go. */
  Page.prototype.press = function () {
    var self = this;
    document.addEventListener("pointerdown", function () { self.pressed = true; });
    ["pointerup", "pointercancel"].forEach(function (name) {
      document.addEventListener(name, function () { setTimeout(function () { self.letGo(); }, 0); });
    });
  };

  Page.prototype.letGo = function () {
    var late = this.late;
    this.pressed = this.late = false;
    if (late) this.changed();
  };

  /** An identifier that was given as an address, as it is written in a record. */
  Page.prototype.spell = function (input) {
    var ids = kb.yaml.ids.indexOf(input.name) < 0 ? null : this.known.works.onlyIdentifier(input.value.trim());
    if (ids && ids[input.name]) input.value = this.draft[input.name] = ids[input.name];
  };

  /** The draft into the fields. */
  Page.prototype.fill = function () {
    var draft = this.draft;
    this.fields().forEach(function (input) { input.value = draft[input.name]; });
    this.root.querySelector("[data-paste] textarea").value = draft.paste;
  };

  /** Passages without words follow the depth of reading. */
  Page.prototype.depth = function () {
    var draft = this.draft;
    draft.evidence.forEach(function (e) {
      if (![e.from, e.to, e.note, e.section].some(kb.yaml.printable)) e.layer = draft.read === "full-text" ? "full-text" : "abstract";
    });
    this.labels.show();
  };

  /** An empty form; what was in it can be had back until the page is left. */
  Page.prototype.clear = function () {
    var self = this, before = this.draft;
    c.forget();
    this.begin(c.empty(), true);
    this.read.replaceChildren("Cleared. ", d.el("button", { class: "btn", type: "button", "data-back": "", onclick: function () {
      self.begin(before);
      self.read.replaceChildren("It is all back.");
    } }, "Bring it back"));
  };

  Page.prototype.begin = function (draft, forgotten) {
    this.draft = draft;
    this.touched = new Set();
    this.entryRead = "";
    this.fill();
    this.labels.show();
    this.changed(forgotten);
    this.read.dataset.state = "good";
    this.root.querySelector("[data-paste] textarea").focus();
  };

  /** What was pasted into the fields; what it does not tell stays as it is. */
  Page.prototype.take = function (text) {
    var told = this.known.works.read(text), draft = this.draft, work = told.work;
    if (work) {
      // What was read before and then mended by hand is not read again.
      if (!told.entry || told.entry !== this.entryRead) this.put(work);
      else if (work.abstract) this.draft.abstract = work.abstract;
      this.entryRead = told.entry || "";
      this.fill();
      this.labels.show();
    }
    this.changed();
    this.read.replaceChildren.apply(this.read, this.answer(told, draft));
    this.read.dataset.state = told.problem || told.kind === "other" ? "error" : "good";
  };

  Page.prototype.put = function (work) {
    var draft = this.draft, known = this.known, ids = work.identifiers, arxiv = ids.arxiv;
    var when = work.year ? [work.year, work.month] : arxiv && !draft.issued ? c.monthOf(arxiv).split("-").map(Number) : [0, 0];
    if (work.title && draft.title && kb.words.fold(work.title) !== kb.words.fold(draft.title)) {
      // Another paper: nothing of the one before may stand beside it.
      kb.yaml.ids.concat("code", "issued", "venue", "author", "abstract").forEach(function (key) { draft[key] = ""; });
    }
    if (work.title) {
      draft.title = kb.yaml.printable(work.title);
      draft.shortName = kb.ownName(draft.title);
    }
    if (work.authors.length) draft.author = work.authors.map(kb.names.line).map(kb.yaml.printable).join("\n");
    if (when[0]) draft.issued = when[0] + (when[1] ? "-" + String(when[1]).padStart(2, "0") : "");
    Object.keys(ids).forEach(function (key) { draft[key] = ids[key]; });
    if (work.abstract) draft.abstract = work.abstract.replace(/\s+/g, " ").trim();
    if (when[0]) draft.venue = known.venue(Object.assign({}, work, { year: when[0] })) || kb.yaml.printable(work.venue) || draft.venue;
  };

  /** What the page says to a pasted text. */
  Page.prototype.answer = function (told, draft) {
    var missing = [["title", draft.title], ["authors", draft.author], ["year", draft.issued], ["venue", draft.venue]].filter(function (f) { return !f[1]; }).map(function (f) { return f[0]; });
    var lacks = missing.length ? " Still to fill in: " + missing.join(", ") + "." : "";
    if (told.kind === "empty") return ["Paste something first, or fill in the fields below."];
    if (told.problem) return ["Line " + told.line + " of the BibTeX: " + told.problem + "."];
    if (told.kind === "other") return ["This is not BibTeX. RIS and CSL-JSON are read by the command kb new; here, paste BibTeX or fill in the fields."];
    if (told.kind === "abstract") return ["Read as the abstract." + lacks];
    if (told.kind === "title") return ["Read as a title." + lacks];
    if (told.kind === "identifier") return ["Read as an identifier; nobody was asked for the rest. ", this.entry(told.work.identifiers), lacks];
    return ["Read." + (told.more > 0 ? " There are " + told.more + " more entries: one paper at a time." : "") +
      (told.work.others ? " The source ends its authors with “and others”: give all of them." : "") + lacks + (draft.abstract ? "" : " Now paste the abstract behind it.")];
  };

  /** A link to the BibTeX entry of an identifier, to be opened by the reader. */
  Page.prototype.entry = function (ids) {
    var address = ids.arxiv ? "https://arxiv.org/bibtex/" + ids.arxiv : ids.acl ? "https://aclanthology.org/" + ids.acl + ".bib" : ids.doi ? "https://doi.org/" + encodeURI(ids.doi) : ids.openreview ? "https://openreview.net/forum?id=" + ids.openreview : "";
    return address ? d.el("a", { href: address, rel: "noopener", target: "_blank" }, ids.arxiv || ids.acl ? "Open its BibTeX and paste it here." : "Open its page for the BibTeX.") : "";
  };

  /** To be called after every change of the draft; `forgotten` when nothing is to be kept. */
  Page.prototype.changed = function (forgotten) {
    var draft = this.draft, words = c.words(draft.summary), range = this.checker.rules.summary, count = this.root.querySelector("[data-words]");
    c.identify(draft, this.known);
    if (!forgotten) c.keep(draft);
    count.textContent = words + (words === 1 ? " word" : " words") + " of " + range[0] + " to " + range[1];
    count.dataset.state = words > range[1] || (words && words < range[0] && this.touched.has("summary")) ? "error" : words < range[0] ? "" : "good";
    this.judge();
    this.found.show();
    this.labels.statuses.show();
    this.twin();
  };

  /** The same check as for every record; what is not there yet is a step until the person has been there. */
  Page.prototype.judge = function () {
    var draft = this.draft, touched = this.touched, checker = this.checker, data = this.store.data;
    var all = this.findings = checker.check(draft), waiting = all.filter(function (f) { return kb.next.waits(f, touched); });
    var steps = kb.next.steps({ waiting: waiting, draft: draft, range: checker.rules.summary, left: this.labels.statuses.left().length,
      named: function (ref) { return data.concepts[checker.places.get(ref)].label; } });
    this.output.show(draft, all.filter(function (f) { return waiting.indexOf(f) < 0; }), waiting, steps, kb.yaml.record(draft, this.schemes));
  };

  /** The record that the paper has already, with a link to it; else titles that are much alike. */
  Page.prototype.twin = function () {
    var self = this, draft = this.draft, found = this.known.find(c.workOf(draft)), box = this.root.querySelector("[data-twin]");
    var near = found ? [] : this.known.near(kb.yaml.printable(draft.title));
    function link(id) { return d.el("a", { href: self.store.root + "papers/" + id + ".html", "data-twin-of": id }, id); }
    box.hidden = !found && !near.length;
    box.dataset.sure = String(Boolean(found && found.sure));
    if (box.hidden) return box.replaceChildren();
    if (!found) return box.replaceChildren(d.el("p", {}, "Titles much like this one: "), d.el("p", {}, near.flatMap(function (id, n) { return [n ? ", " : "", link(id)]; })));
    box.replaceChildren(d.el("p", {}, d.el("b", {}, found.listed ? "This paper was left out." : found.sure ? "This paper has a record." : "This paper may have a record."), " ", found.listed ? "" : link(found.of)),
      d.el("p", {}, found.message.charAt(0).toUpperCase() + found.message.slice(1) + "; " + found.cure + "."));
  };

  kb.start = function (store) {
    var root = document.querySelector("[data-add]"), abouts = store.data.schemes.map(function (s) { return "about-" + s.id; });
    kb.words.setExceptions(store.data.stems);
    store.complete(function () {
      abouts.forEach(function (name) { store.file(name); });
      return store.file("contribute");
    }, function (content) {
      root.hidden = false;
      kb.page = new Page(root, store, content);
      root.dataset.ready = "";
    }, function () {
      root.hidden = false;
      root.querySelector("[data-read]").textContent = "Part of the data could not be loaded. Reload the page to try again.";
    });
  };
})((window.kb = window.kb || {}));
