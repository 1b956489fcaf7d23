/* Editing a query as the panel does: ticks are top-level terms, all else stays as it is. And a query in words. */
(function (kb) {
  "use strict";

  var FLAGS = { "has:code": "has code", "has:doi": "has a DOI", "has:evidence": "all passages matched", "scope:core": "core papers", "scope:background": "context papers" };

  var text = kb.syntax.text;

  /** `role` is that of the ticks in the facet panel; -1 is any. */
  function Editor(engine) {
    this.engine = engine;
    this.role = -1;
  }

  /** The text without the top-level item at a position. */
  Editor.prototype.without = function (node, position) {
    return text(this.engine.terms(node).filter(function (_, n) { return n !== position; }));
  };

  /** How many papers stand in a set. */
  Editor.prototype.size = function (set) {
    return kb.sets.size(set);
  };

  /** The positions in a set, ascending. */
  Editor.prototype.members = function (set) {
    return kb.sets.members(set);
  };

  /** How many papers a query finds. */
  Editor.prototype.finds = function (text) {
    return this.engine.number(this.engine.read(text));
  };

  /** How many papers carry a concept or one below it. */
  Editor.prototype.carrying = function (concept) {
    return this.engine.data.concepts[concept].count;
  };

  /** The text of the top-level item at a position. */
  Editor.prototype.only = function (node, position) {
    return text([this.engine.terms(node)[position]]);
  };

  /** What is ticked in a facet: {in: [...], out: [...]} of keys such as "c12" for a concept, "s2" for a status. */
  Editor.prototype.ticks = function (node, scheme) {
    var found = { in: [], out: [] }, engine = this.engine, role = this.role;
    engine.terms(node).forEach(function (item) {
      if (!engine.isTick(item, scheme, role)) return;
      if (item.type === "not") found.out.push(key(item.item));
      else members(item).forEach(function (i) { found.in.push(key(i)); });
    });
    return found;
  };

  function key(item) {
    return item.type === "concept" ? "c" + item.concept : "s" + item.status;
  }

  function members(item) {
    return item.type === "or" ? item.items : [item];
  }

  /** One of items, or null for none. */
  function any(items) {
    return items.length > 1 ? { type: "or", items: items } : items[0] || null;
  }

  /** The text with a row of the panel chosen or excluded, or no longer so. A further choice joins the last with OR. */
  Editor.prototype.tick = function (node, scheme, wanted, exclude) {
    var engine = this.engine, data = engine.data, role = this.role, ticks = this.ticks(node, scheme), items = [], last = -1;
    engine.terms(node).forEach(function (item) {
      if (!engine.isTick(item, scheme, role)) return items.push(item);
      if (item.type === "not") return key(item.item) === wanted || items.push(item);
      var kept = any(members(item).filter(function (i) { return key(i) !== wanted; }));
      if (kept) last = items.push(kept) - 1;
    });
    if ((exclude ? ticks.out : ticks.in).indexOf(wanted) >= 0) return text(items);
    var n = +wanted.slice(1), value = wanted[0] === "c" ? data.concepts[n].id + this.at(role) : data.statuses[n];
    var term = { type: "field", name: data.schemes[scheme].id, value: value, quoted: false };
    if (exclude) items.push({ type: "not", item: term });
    else if (last >= 0) items[last] = any(members(items[last]).concat(term));
    else items.push(term);
    return text(items);
  };

  Editor.prototype.at = function (role) {
    return role < 0 ? "" : "@" + this.engine.data.roles[role];
  };

  /** Takes over the role that all concepts of a query have at the top; one without concepts leaves it as it is. */
  Editor.prototype.readRole = function (node) {
    var roles = new Set();
    this.engine.terms(node).forEach(function walk(item) {
      if (item.type === "concept" && !item.exact) roles.add(item.role);
      if (item.type === "not") walk(item.item);
      if (item.type === "or") item.items.forEach(walk);
    });
    if (roles.size) this.role = roles.size === 1 ? roles.values().next().value : -1;
  };

  /** The text with what is ticked in another role. */
  Editor.prototype.setRole = function (node, role) {
    var self = this, engine = this.engine, data = engine.data, old = this.role;
    function change(item) {
      if (item.type === "not") return { type: "not", item: change(item.item) };
      if (item.type === "or") return { type: "or", items: item.items.map(change) };
      if (item.type !== "concept") return item;
      var c = data.concepts[item.concept];
      return { type: "field", name: data.schemes[c.s].id, value: c.id + self.at(role), quoted: false };
    }
    var items = engine.terms(node).map(function (item) {
      return data.schemes.some(function (_, s) { return engine.isTick(item, s, old); }) ? change(item) : item;
    });
    this.role = role;
    return text(items);
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

  /** Ways to ask for less at a top-level item, the smallest step first: [{told, text}]. */
  Editor.prototype.looser = function (node, position) {
    var data = this.engine.data, terms = this.engine.terms(node), item = terms[position], found = [];
    if (item.type === "concept" && !item.exact && data.concepts[item.concept].up >= 0) {
      var c = data.concepts[item.concept], above = data.concepts[c.up], role = this.at(item.role);
      found.push({
        told: above.label + ", one level above " + c.short,
        text: text(terms.map(function (i, n) {
          return n === position ? { type: "field", name: data.schemes[c.s].id, value: above.id + role, quoted: false } : i;
        })),
      });
    }
    if (item.type === "concept" && item.role >= 0) {
      found.push({
        told: data.concepts[item.concept].short + " in any role",
        text: text(terms.map(function (i, n) {
          return n === position ? { type: "concept", source: { type: "field", name: data.schemes[data.concepts[item.concept].s].id, value: (item.exact ? "=" : "") + data.concepts[item.concept].id, quoted: false } } : i;
        })),
      });
    }
    var told = item.type === "years" ? "Any year, not only " + this.inWords(item)
      : item.type === "not" ? "With " + this.inWords(item.item, true) + " as well" : "Without " + this.inWords(item, true);
    return found.concat({ told: told, text: this.without(node, position) });
  };

  /** The facet that an item speaks of; undefined when it speaks of none or of several. */
  Editor.prototype.facetOf = function (item) {
    var self = this, data = this.engine.data;
    if (item.type === "concept") return data.concepts[item.concept].s;
    if (item.type === "not") return this.facetOf(item.item);
    if (item.type !== "or" && item.type !== "and") return item.scheme;
    var all = new Set(item.items.map(function (i) { return self.facetOf(i); }));
    return all.size === 1 ? all.values().next().value : undefined;
  };

  /** An item in words; what is inside another and has several parts stands in parentheses. */
  Editor.prototype.inWords = function (item, inner) {
    var data = this.engine.data, self = this;
    switch (item.type) {
      case "not": return "not " + this.inWords(item.item, true);
      case "or": case "and":
        var told = item.items.map(function (i) { return self.inWords(i, true); }).join(" " + item.type + " ");
        return inner ? "(" + told + ")" : told;
      case "concept":
        var c = data.concepts[item.concept];
        return (item.exact ? "only " : "") + c.short + (item.role < 0 ? "" : ", " + data.roles[item.role]);
      case "facet": return data.schemes[item.scheme].label + ": " + (item.status < 0 ? "any" : data.statuses[item.status].replace("-", " "));
      case "years":
        if (item.low === item.high) return "" + item.low;
        return item.low ? (item.high < 9999 ? item.low + " to " + item.high : "since " + item.low) : "until " + item.high;
      case "phrase": return "“" + item.text + "”";
      case "prefix": return item.text + "…";
      case "word": return item.text;
      case "passed": return item.source.text;
      case "within": return item.name + " “" + item.words.join(" ") + (item.prefix ? "…" : "") + "”";
      default: return FLAGS[item.name + ":" + item.value] || item.name + " " + item.value.replace("-", " ");
    }
  };

  /** An item in the words of its chip: a number alone would not say that it is a year. */
  Editor.prototype.told = function (item, inner) {
    return (item.type === "years" && item.low && item.high < 9999 ? "year " : "") + this.inWords(item, inner);
  };

  /** The whole name of what an item stands for, where its words are short. */
  Editor.prototype.title = function (item) {
    if (item.type === "not") return this.title(item.item);
    if (item.type !== "concept") return null;
    var c = this.engine.data.concepts[item.concept];
    return this.engine.data.schemes[c.s].label + ": " + c.label;
  };

  kb.Editor = Editor;
})((window.kb = window.kb || {}));
