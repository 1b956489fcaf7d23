/* Editing a query as the panel does: ticks are top-level terms, all else stays as it is. */
(function (kb) {
  "use strict";

  /** A bound node back to what was written. */
  function source(node) {
    if (node.source) return node.source;
    if (node.type === "not") return { type: "not", item: source(node.item) };
    if (node.type === "and" || node.type === "or") return { type: node.type, items: node.items.map(source) };
    return node;
  }

  function text(items) {
    return kb.syntax.print(items.length === 1 ? source(items[0]) : { type: "and", items: items.map(source) });
  }

  function Editor(engine) {
    this.engine = engine;
  }

  /** The text without the top-level item at a position. */
  Editor.prototype.without = function (node, position) {
    return text(this.engine.terms(node).filter(function (_, n) { return n !== position; }));
  };

  /** What is ticked in a facet: {in: [...], out: [...]} of keys such as "c12" or "s2". */
  Editor.prototype.ticks = function (node, scheme) {
    var found = { in: [], out: [] }, engine = this.engine;
    engine.terms(node).forEach(function (item) {
      if (!engine.isTick(item, scheme)) return;
      if (item.type === "not") found.out.push(key(item.item));
      else (item.type === "or" ? item.items : [item]).forEach(function (i) { found.in.push(key(i)); });
    });
    return found;
  };

  function key(item) {
    return item.type === "concept" ? "c" + item.concept : "s" + item.status;
  }

  /** The text with these ticks in a facet, where its first tick stood or at the end. */
  Editor.prototype.setTicks = function (node, scheme, ticks) {
    var engine = this.engine, data = engine.data, kept = [], at = -1;
    engine.terms(node).forEach(function (item) {
      if (!engine.isTick(item, scheme)) kept.push(item);
      else if (at < 0) at = kept.length;
    });
    function term(k) {
      var n = +k.slice(1), value = k[0] === "c" ? data.concepts[n].id : data.statuses[n];
      return { type: "field", name: data.schemes[scheme].id, value: value, quoted: false };
    }
    var made = ticks.out.map(function (k) { return { type: "not", item: term(k) }; });
    if (ticks.in.length) made.unshift(ticks.in.length === 1 ? term(ticks.in[0]) : { type: "or", items: ticks.in.map(term) });
    kept.splice.apply(kept, [at < 0 ? kept.length : at, 0].concat(made));
    return text(kept);
  };

  Editor.prototype.isYears = function (item) {
    return item.type === "years";
  };

  Editor.prototype.setYears = function (node, from, to) {
    var kept = this.engine.terms(node).filter(function (i) { return i.type !== "years"; });
    if (from || to) kept.push({ type: "field", name: "year", value: from === to ? from : from + ".." + to, quoted: false });
    return text(kept);
  };

  /** Adds a property such as has:code at the top, or takes it away. */
  Editor.prototype.toggleFlag = function (node, name, value) {
    var items = this.engine.terms(node), kept = items.filter(function (i) {
      return !(i.type === "flag" && i.name === name && i.value === value);
    });
    if (kept.length === items.length) kept.push({ type: "field", name: name, value: value, quoted: false });
    return text(kept);
  };

  Editor.prototype.hasFlag = function (node, name, value) {
    return this.engine.terms(node).some(function (i) { return i.type === "flag" && i.name === name && i.value === value; });
  };

  /** A top-level item in words, as [{text, concept?, status?}] with the words "or" and "not" apart. */
  Editor.prototype.inWords = function (item) {
    var data = this.engine.data, self = this;
    switch (item.type) {
      case "not": return [{ not: true }].concat(this.inWords(item.item));
      case "or": case "and":
        return item.items.reduce(function (all, i, n) {
          return all.concat(n ? [{ join: item.type }] : [], self.inWords(i));
        }, []);
      case "concept":
        var c = data.concepts[item.concept];
        return [{ text: (item.exact ? "only " : "") + c.short + (item.role < 0 ? "" : ", " + data.roles[item.role]), scheme: c.s, title: c.label }];
      case "facet":
        var status = item.status < 0 ? "any" : data.statuses[item.status].replace("-", " ");
        return [{ text: data.schemes[item.scheme].label + ": " + status, scheme: item.scheme }];
      case "years":
        if (item.low === item.high) return [{ text: "" + item.low }];
        return [{ text: item.low ? (item.high < 9999 ? item.low + " to " + item.high : "since " + item.low) : "until " + item.high }];
      case "phrase": return [{ text: "“" + item.text + "”" }];
      case "prefix": return [{ text: item.text + "…" }];
      case "word": return [{ text: item.text }];
      default:
        var s = item.source, names = { "has:code": "has code", "scope:core": "core papers", "scope:background": "context papers" };
        return [{ text: names[s.name + ":" + s.value] || s.name + " " + s.value }];
    }
  };

  kb.Editor = Editor;
})((window.kb = window.kb || {}));
