/* What a pasted abstract gives: the terms that it names, each with the words that name it, and whether a passage stands in
   it. No more of it than a passage that somebody chose goes into a record. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST = 30, LONGEST = 5; // terms shown, words of a passage

  /** The words of a text in order: {text, stem, at, to, sentence}. */
  function read(text) {
    var sentence = 0, last = 0;
    return Array.from(text.matchAll(/[\p{L}\p{N}]+/gu), function (m) {
      if (/[.!?]["”’)\]]*\s/.test(text.slice(last, m.index))) sentence++;
      last = m.index + m[0].length;
      return { word: evidence(m[0]), stem: kb.words.stem(kb.words.fold(m[0])), at: m.index, to: last, sentence: sentence };
    });
  }

  /** A text as passages are compared: as fold_evidence of kb/words.py. */
  function evidence(text) {
    return (text.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+/gu) || []).join(" ");
  }

  /** How often words stand in words, whole and in this order. */
  function times(part, all) {
    var inside = " " + all + " ", count = 0, at = -1;
    while ((at = inside.indexOf(" " + part + " ", at + 1)) >= 0) count++;
    return count;
  }

  /** What is wrong with a passage of an abstract: "", "missing" or "twice". As `locate` of kb/evidence.py. */
  function wrong(abstract, from, to) {
    var all = " " + evidence(abstract) + " ", first = " " + evidence(from) + " ", start = all.indexOf(first);
    if (!first.trim()) return "";
    if (start < 0) return "missing";
    if (times(first.trim(), all.trim()) > 1) return "twice";
    return evidence(to) && all.indexOf(" " + evidence(to) + " ", start + first.length - 1) < 0 ? "missing" : "";
  }

  /** At most five words around those from `first` to `last`, of one sentence, that stand once in the text; "" if there are none. */
  function passage(text, words, first, last) {
    var whole = words.map(function (w) { return w.word; }).join(" "), from = first, to = last, shown;
    function grow() {
      if (to + 1 < words.length && words[to + 1].sentence === words[last].sentence) return ++to;
      return from > 0 && words[from - 1].sentence === words[first].sentence ? from-- : 0;
    }
    function said() {
      return text.slice(words[from].at, words[to].to).replace(/\s+/g, " ");
    }
    while (to - from + 1 < LONGEST && grow());
    // A check counts what stands between spaces: a dash as well.
    while (said().split(" ").length > LONGEST && to > last) to--;
    shown = said();
    return shown.split(" ").length <= LONGEST && times(evidence(shown), whole) === 1 ? shown : "";
  }

  function Found(page, node) {
    var self = this, data = page.store.data;
    this.page = page;
    this.node = node;
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

  /** The terms that a text names and the draft lacks: {n, from}; those first whose names are the surest sign. */
  Found.prototype.terms = function (text) {
    var self = this, data = this.page.store.data, words = read(text), stems = words.map(function (w) { return w.stem; }), found = [];
    this.names.forEach(function (names, n) {
      var c = data.concepts[n], from = "";
      if (!(self.trust[n] > 0) || kb.contribute.labelOf(self.page.draft, data.schemes[c.s].id, c.id)) return;
      names.some(function (name) {
        var length = name.split(" ").length;
        return stems.some(function (_, at) {
          if (stems.slice(at, at + length).join(" ") !== name || words[at].sentence !== words[at + length - 1].sentence) return false;
          from = passage(text, words, at, at + length - 1);
          return from;
        });
      });
      if (from) found.push({ n: n, from: from });
    });
    return found.sort(function (a, b) { return self.trust[b.n] - self.trust[a.n] || a.n - b.n; }).slice(0, MOST);
  };

  Found.prototype.show = function () {
    var data = this.page.store.data, found = this.terms(this.page.draft.abstract);
    this.node.hidden = !found.length;
    this.node.querySelector("ul").replaceChildren.apply(this.node.querySelector("ul"), found.map(function (f) {
      var c = data.concepts[f.n], s = data.schemes[c.s];
      return d.el("li", {}, d.el("button", { class: "named", type: "button", "data-n": f.n, "data-from": f.from, "data-term": s.id + ":" + c.id, title: s.label + ": " + c.label },
        d.tile(s), d.el("b", {}, "Add " + c.label), d.el("span", {}, "“" + f.from + "”")));
    }));
  };

  /** The label with its passage; the next term has the focus then. */
  Found.prototype.add = function (button) {
    var place = Array.from(this.node.querySelectorAll("button")).indexOf(button), left;
    this.page.labels.found(+button.dataset.n, button.dataset.from);
    left = this.node.querySelectorAll("button");
    (left[Math.min(place, left.length - 1)] || document.getElementById("add-any")).focus();
  };

  kb.Found = Found;
  kb.passages = { wrong: wrong };
})((window.kb = window.kb || {}));
