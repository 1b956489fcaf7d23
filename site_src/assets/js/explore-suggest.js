/* Suggestions while typing: concepts, then papers. Nothing is chosen in advance. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST_CONCEPTS = 6, MOST_PAPERS = 4;

  function Suggest(input, box, engine, editor, submit) {
    var self = this;
    this.input = input;
    this.box = box;
    this.engine = engine;
    this.submit = submit;
    this.at = -1;
    input.addEventListener("input", function () { self.update(); });
    input.addEventListener("keydown", function (event) { self.key(event); });
    input.addEventListener("blur", function () { setTimeout(function () { if (!box.contains(document.activeElement)) self.close(); }, 150); });
    this.names = engine.data.concepts.map(function (c) {
      return [c.label].concat(c.alt, c.id).map(function (name) { return { name: name, words: kb.words.tokens(name) }; });
    });
    this.sizes = engine.data.concepts.map(function (_, n) { return editor.carrying(n); });
  }

  /** The term that is being typed, from its beginning to the caret, and where it ends; null inside quotation marks. */
  Suggest.prototype.term = function () {
    var value = this.input.value, caret = this.input.selectionStart, before = value.slice(0, caret);
    if (before.split('"').length % 2 === 0) return null;
    var start = before.search(/[^\s()]*$/), rest = /^[^\s()]*/.exec(value.slice(caret))[0];
    return { start: start, end: caret + rest.length, text: before.slice(start).replace(/^-/, ""), minus: before[start] === "-" };
  };

  function begins(name, words) {
    return words.every(function (word, i) {
      return name.some(function (part) { return i === words.length - 1 ? part.startsWith(word) : part === word; });
    });
  }

  /** The first name of a concept that the words begin. */
  Suggest.prototype.named = function (n, words) {
    return this.names[n].find(function (name) { return begins(name.words, words); });
  };

  Suggest.prototype.update = function () {
    var self = this, term = this.term(), data = this.engine.data, parts = term ? term.text.split(":") : [];
    var scheme = parts.length > 1 ? this.engine.vocabulary.schemes.get(parts[0].toLowerCase()) : null;
    if (!term || scheme === undefined) return this.close();
    var words = kb.words.tokens(parts[parts.length - 1]);
    if (scheme === null && words.join("").length < 2) return this.close();
    var concepts = Array.from(data.concepts.keys()).filter(function (n) {
      var c = data.concepts[n];
      return c.to === undefined && (scheme === null || c.s === scheme) && self.named(n, words);
    }).sort(function (a, b) { return self.sizes[b] - self.sizes[a] || a - b; }).slice(0, MOST_CONCEPTS);
    var whole = kb.words.tokens(this.input.value), papers = scheme !== null || !whole.length ? [] : data.papers.filter(function (p) {
      return begins(kb.words.tokens(p.title + " " + (p.short || "")), whole);
    }).slice(0, MOST_PAPERS);
    this.show(concepts, papers, words);
  };

  /** A text with the beginnings of words that were typed in bold. */
  function marked(text, words) {
    var found = text.split(/(\s+|-)/).map(function (part) {
      var folded = kb.words.label(part), hit = words.find(function (w) { return folded && folded.startsWith(w); });
      return hit ? [d.el("mark", {}, part.slice(0, hit.length)), part.slice(hit.length)] : part;
    });
    return found.flat();
  }

  Suggest.prototype.show = function (concepts, papers, words) {
    var self = this, data = this.engine.data, options = [];
    function option(attributes, take) {
      var children = Array.prototype.slice.call(arguments, 2), node = d.el.apply(null, ["div", Object.assign({ class: "sug", role: "option", id: "sug-" + options.length, "aria-selected": "false" }, attributes)].concat(children));
      node.addEventListener("mousedown", function (event) { event.preventDefault(); take(); });
      options.push({ node: node, take: take });
      return node;
    }
    var groups = [];
    if (concepts.length) {
      groups.push(d.el("div", { class: "pop__h" }, "Terms"), d.el("div", { role: "group", "aria-label": "Terms" }, concepts.map(function (n) {
        var c = data.concepts[n], s = data.schemes[c.s], text = s.id + ":" + c.id, name = self.named(n, words).name;
        var also = name === c.label || name === c.id ? [] : ["also ", marked(name, words), " · "].flat();
        return option({ "data-suggestion": text }, function () { self.take(text); }, d.tile(s), d.el("span", {}, marked(c.label, words)), d.el("p", {}, also, text + " · " + c.def), d.el("span", { class: "sug__n num" }, self.sizes[n].toLocaleString("en-US")));
      })));
    }
    if (papers.length) {
      groups.push(d.el("div", { class: "pop__h" }, "Papers"), d.el("div", { role: "group", "aria-label": "Papers" }, papers.map(function (p) {
        return option({ "data-suggestion": p.id }, function () { location.href = p.href; }, d.el("span", {}), d.el("span", {}, marked(p.title, words)), d.el("p", {}, p.families[0] + (p.authors.length > 1 ? " et al., " : ", ") + p.venue), d.el("span", { class: "sug__n" }, "paper"));
      })));
    }
    if (!groups.length) return this.close();
    groups.push(d.el("div", { class: "pop__foot", "aria-hidden": "true" }, [["↑", "↓", " choose"], ["Tab", " take the term"], ["Enter", " search as typed"], ["Esc", " close"]].map(function (row) {
      return d.el("span", {}, row.slice(0, -1).map(function (k) { return d.el("kbd", {}, k); }), row[row.length - 1]);
    })));
    this.box.replaceChildren.apply(this.box, groups);
    this.options = options;
    this.at = -1;
    this.box.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  };

  Suggest.prototype.close = function () {
    this.box.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };

  /** Puts a term in the place of what was typed. */
  Suggest.prototype.take = function (text) {
    var term = this.term(), value = this.input.value, before = value.slice(0, term.start) + (term.minus ? "-" : "") + text + " ";
    this.input.value = before + value.slice(term.end).trimStart();
    this.input.setSelectionRange(before.length, before.length);
    this.close();
    this.submit();
  };

  Suggest.prototype.key = function (event) {
    if (this.box.hidden || event.isComposing) return;
    var count = this.options.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.at = event.key === "ArrowDown" ? (this.at + 1) % count : this.at < 0 ? count - 1 : (this.at + count) % (count + 1) - 1;
      var at = this.at, input = this.input;
      this.options.forEach(function (o, n) { o.node.setAttribute("aria-selected", String(n === at)); });
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", this.options[at].node.id);
      this.options[at].node.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Tab" && !event.shiftKey && this.at >= 0) {
      event.preventDefault();
      this.options[this.at].take();
    } else if (event.key === "Enter") {
      if (this.at >= 0) { event.preventDefault(); this.options[this.at].take(); } else this.close();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  };

  kb.Suggest = Suggest;
})((window.kb = window.kb || {}));
