/* The terms that a pasted abstract names, each with the passages that name it: to choose one is to add the label. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST = 30, PASSAGES = 4; // terms shown, passages of a term
  var OWN = new Set(["we", "our"]);

  /** page: {store, known, draft, labels}; node: the section that they are shown in. */
  function Found(page, node) {
    var self = this, data = page.store.data;
    this.page = page;
    this.node = node;
    this.told = null;
    this.names = data.concepts.map(function (c) {
      if (c.to !== undefined) return [];
      return [c.label].concat(c.alt).map(function (name) { return kb.words.stems(name).join(" "); }).filter(Boolean);
    });
    this.trust = page.known.trust;
    node.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (button) self.add(button);
    });
  }

  /** The passages of the abstract in which a term is named. */
  Found.prototype.passages = function (n) {
    var told = this.abstract();
    return told.named.get(n) || [];
  };

  /** What the abstract names: read anew only when it has changed. */
  Found.prototype.abstract = function () {
    var self = this, text = this.page.draft.abstract, words, stems;
    if (this.told && this.told.text === text) return this.told;
    words = kb.passages.read(text);
    stems = words.map(function (w) { return w.stem; });
    this.told = { text: text, named: new Map() };
    this.names.forEach(function (names, n) {
      var from = self.trust[n] > 0 ? self.places(text, words, stems, names) : [];
      if (from.length) self.told.named.set(n, from);
    });
    return this.told;
  };

  /** Words around each place at which one of the names stands, a sentence once; first where the authors speak of their own. */
  Found.prototype.places = function (text, words, stems, names) {
    var found = new Map(), own = new Set(words.filter(function (w) { return OWN.has(w.word); }).map(function (w) { return w.sentence; }));
    stems.forEach(function (_, at) {
      names.forEach(function (name) {
        var last = at + name.split(" ").length - 1, sentence = words[at].sentence;
        if (found.has(sentence) || last >= words.length || words[last].sentence !== sentence || stems.slice(at, last + 1).join(" ") !== name) return;
        var shown = kb.passages.around(text, words, at, last);
        if (shown) found.set(sentence, shown);
      });
    });
    return Array.from(found.keys()).sort(function (a, b) { return own.has(b) - own.has(a) || a - b; }).slice(0, PASSAGES).map(function (at) { return found.get(at); });
  };

  /** The terms that the abstract names and the draft lacks; those first whose names are the surest sign. */
  Found.prototype.terms = function () {
    var self = this, data = this.page.store.data;
    return Array.from(this.abstract().named.keys()).filter(function (n) {
      var c = data.concepts[n];
      return !kb.contribute.labelOf(self.page.draft, data.schemes[c.s].id, c.id);
    }).sort(function (a, b) { return self.trust[b] - self.trust[a] || a - b; }).slice(0, MOST);
  };

  Found.prototype.show = function () {
    var self = this, data = this.page.store.data, found = this.terms();
    this.node.hidden = !found.length;
    d.renew(this.node.querySelector("ul"), found.map(function (n) { return [n, self.passages(n)]; }), function () { return found.map(function (n) {
      var c = data.concepts[n], s = data.schemes[c.s], ref = s.id + ":" + c.id;
      return d.el("li", {}, self.passages(n).map(function (from, at) {
        return d.el("button", { class: "named" + (at ? " named--more" : ""), type: "button", "data-n": n, "data-from": from, "data-term": ref, title: s.label + ": " + c.label, "aria-label": "Add " + c.label + ": " + from },
          at ? null : d.tile(s), at ? null : d.el("b", {}, "Add " + c.label), d.el("span", {}, "“" + from + "”"));
      }));
    }); });
  };

  /** The label with its passage; the next term has the focus then. */
  Found.prototype.add = function (button) {
    var place = Array.from(this.node.querySelectorAll("li")).indexOf(button.closest("li")), left;
    this.page.labels.found(+button.dataset.n, button.dataset.from);
    left = this.node.querySelectorAll("li");
    ((left.length && left[Math.min(place, left.length - 1)].querySelector("button")) || document.getElementById("add-any")).focus();
  };

  kb.Found = Found;
})((window.kb = window.kb || {}));
