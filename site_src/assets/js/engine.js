/* The engine of the search box: postings from the search data, evaluation, order and counts, as kb/index.py and
   kb/query do. A set of papers is a Uint8Array with 1 for each paper it holds, in default order. */
(function (kb) {
  "use strict";

  function Engine(data) {
    var self = this;
    this.data = data;
    this.size = data.papers.length;
    kb.words.setExceptions(data.stems);
    this.vocabulary = new kb.Vocabulary(data);
    this.cache = new Map();
    this.texts = null;
    this.byId = new Map(data.papers.map(function (p, n) { return [p.id, n]; }));
    this.children = data.concepts.map(function () { return []; });
    data.concepts.forEach(function (c, n) { if (c.up >= 0) self.children[c.up].push(n); });
  }

  Engine.prototype.none = function () {
    return new Uint8Array(this.size);
  };

  Engine.prototype.where = function (key, holds) {
    var found = key && this.cache.get(key);
    if (!found) {
      found = this.none();
      for (var n = 0; n < this.size; n++) if (holds(this.data.papers[n], n)) found[n] = 1;
      if (key) this.cache.set(key, found);
    }
    return found;
  };

  /** The words of every paper by field, cut when first needed. */
  Engine.prototype.text = function (n) {
    if (!this.texts) {
      var t = kb.words.tokens;
      this.texts = this.data.papers.map(function (p) {
        return { title: t(p.title), short: t(p.short || ""), summary: t(p.summary), authors: p.authors.map(t), venue: t(p.venue) };
      });
    }
    return this.texts[n];
  };

  /** Every word of every paper, labels included, sorted, with the papers it stands in. */
  Engine.prototype.words = function () {
    if (!this.allWords) {
      var found = new Map(), self = this, labels = this.data.concepts.map(function (c) {
        return kb.words.tokens([c.label].concat(c.alt).join(" "));
      });
      this.data.papers.forEach(function (p, n) {
        var text = self.text(n), lists = [text.title, text.short, text.summary].concat(text.authors);
        p.labels.forEach(function (l) { lists.push(labels[l[0]]); });
        lists.forEach(function (list) {
          list.forEach(function (word) {
            if (!found.has(word)) found.set(word, self.none());
            found.get(word)[n] = 1;
          });
        });
      });
      this.allWords = found;
    }
    return this.allWords;
  };

  Engine.prototype.concept = function (concept, exact, role) {
    var wanted = new Set([concept]), stack = exact ? [] : [concept], children = this.children;
    while (stack.length) {
      children[stack.pop()].forEach(function (c) { wanted.add(c); stack.push(c); });
    }
    return this.where("c" + concept + (exact ? "=" : "") + "@" + role, function (p) {
      return p.labels.some(function (l) { return wanted.has(l[0]) && (role < 0 || l[1] === role); });
    });
  };

  Engine.prototype.facet = function (scheme, status) {
    return this.where("f" + scheme + ":" + status, function (p) { return p.status[scheme] === status; });
  };

  Engine.prototype.all = function (stems) {
    var self = this, found = this.none().fill(1);
    stems.forEach(function (s) {
      var postings = self.postings(s), holds = self.none();
      for (var i = 0; i < postings.length; i += 2) holds[postings[i]] = 1;
      found = both(found, holds);
    });
    return found;
  };

  Engine.prototype.postings = function (stem) {
    return Object.prototype.hasOwnProperty.call(this.data.terms, stem) ? this.data.terms[stem] : [];
  };

  function both(a, b) {
    var found = new Uint8Array(a.length);
    for (var n = 0; n < a.length; n++) found[n] = a[n] & b[n];
    return found;
  }

  function follows(wanted, words, prefix) {
    for (var start = 0; start + wanted.length <= words.length; start++) {
      for (var i = 0; i < wanted.length; i++) {
        var word = words[start + i], last = prefix && i === wanted.length - 1;
        if (last ? !word.startsWith(wanted[i]) : word !== wanted[i]) break;
      }
      if (i === wanted.length) return true;
    }
    return false;
  }

  function within(text, name, words, prefix) {
    if (name === "author") return text.authors.some(function (a) { return follows(words, a, prefix); });
    if (name === "title") return follows(words, text.title, prefix) || follows(words, text.short, prefix);
    return follows(words, text[name], prefix);
  }

  Engine.prototype.evaluate = function (node) {
    var self = this, found;
    switch (node.type) {
      case "and":
        return node.items.reduce(function (a, i) { return both(a, self.evaluate(i)); }, this.none().fill(1));
      case "or":
        found = this.none();
        node.items.forEach(function (i) { self.evaluate(i).forEach(function (x, n) { found[n] |= x; }); });
        return found;
      case "not":
        return this.evaluate(node.item).map(function (x) { return 1 - x; });
      case "word":
        return this.all(kb.words.stems(node.text));
      case "prefix":
        var begin = kb.words.tokens(node.text)[0];
        found = this.none();
        this.words().forEach(function (papers, word) {
          if (word.startsWith(begin)) papers.forEach(function (x, n) { found[n] |= x; });
        });
        return found;
      case "phrase":
        var words = kb.words.tokens(node.text), candidates = this.all(words.map(kb.words.stem));
        return this.where("", function (_, n) {
          if (!candidates[n]) return false;
          var text = self.text(n);
          return follows(words, text.title) || follows(words, text.short) || follows(words, text.summary);
        });
      case "concept": return this.concept(node.concept, node.exact, node.role);
      case "facet": return this.facet(node.scheme, node.status);
      case "years": return this.where("", function (p) { return p.year >= node.low && p.year <= node.high; });
      case "flag": return this.where(node.name + ":" + node.value, function (p) { return flag(p, node); });
      case "identifier": return this.where("", function (p) { return (p[node.name] || "").toLowerCase() === node.value; });
      default:
        return this.where("", function (_, n) { return within(self.text(n), node.name, node.words, node.prefix); });
    }
  };

  function flag(paper, node) {
    if (node.name === "has") return Boolean(paper[node.value]);
    if (node.name === "method") return paper.methods.indexOf(node.value) >= 0;
    return paper[node.name] === node.value;
  }

  function positive(node) {
    if (node.type === "word") return [node];
    if (node.type === "and" || node.type === "or") return [].concat.apply([], node.items.map(positive));
    return [];
  }

  /** The papers of a set in order: exact names, then the score, then newest, then id. */
  Engine.prototype.rank = function (node, found) {
    var self = this, members = [], score = new Map(), stems = new Set(), papers = this.data.papers;
    found.forEach(function (x, n) { if (x) members.push(n); });
    positive(node).forEach(function (word) { kb.words.stems(word.text).forEach(function (s) { stems.add(s); }); });
    stems.forEach(function (s) {
      var postings = self.postings(s);
      for (var i = 0; i < postings.length; i += 2) score.set(postings[i], (score.get(postings[i]) || 0) + postings[i + 1]);
    });
    var items = node.type === "and" ? node.items : [node];
    var name = kb.words.label(items.filter(function (i) { return i.type === "word" || i.type === "phrase"; })
      .map(function (i) { return i.text; }).join(" "));
    function other(n) {
      return name && (kb.words.label(papers[n].title) === name || kb.words.label(papers[n].short || "") === name) ? 0 : 1;
    }
    return members.map(function (n) { return [other(n), -(score.get(n) || 0), n]; })
      .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || a[2] - b[2]; })
      .map(function (row) { return row[2]; });
  };

  /** Reads a query; throws kb.syntax.QueryError. */
  Engine.prototype.read = function (text) {
    return this.vocabulary.read(text);
  };

  /** The positions of the papers that a query finds, in order. */
  Engine.prototype.run = function (text) {
    var node = this.read(text);
    return this.rank(node, this.evaluate(node));
  };

  Engine.prototype.terms = function (node) {
    return node.type === "and" ? node.items : [node];
  };

  /** Whether a top-level item is one that the facet panel sets: s:c, -s:c, s:status, or several with OR. */
  Engine.prototype.isTick = function (item, scheme) {
    var self = this;
    function term(i) {
      if (i.type === "concept") return self.data.concepts[i.concept].s === scheme && !i.exact && i.role < 0;
      return i.type === "facet" && i.scheme === scheme && i.status >= 0;
    }
    if (item.type === "not") return term(item.item);
    return item.type === "or" ? item.items.every(term) : term(item);
  };

  /** For a facet: how many papers match the rest of the query and carry each concept, or have each status. */
  Engine.prototype.counts = function (node, scheme) {
    var self = this, concepts = new Map();
    var rest = this.evaluate({
      type: "and", items: this.terms(node).filter(function (i) { return !self.isTick(i, scheme); }),
    });
    function size(set) {
      var sum = 0;
      for (var n = 0; n < set.length; n++) sum += set[n] & rest[n];
      return sum;
    }
    this.data.concepts.forEach(function (c, n) {
      if (c.s === scheme) concepts.set(n, size(self.concept(n, false, -1)));
    });
    return { concepts: concepts, statuses: this.data.statuses.map(function (_, s) { return size(self.facet(scheme, s)); }) };
  };

  kb.Engine = Engine;
})((window.kb = window.kb || {}));
