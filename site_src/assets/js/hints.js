/* What helps where a query finds nothing: papers with most of its words, and words that were meant. The same as
   kb/query/hints.py. Ask within store.complete. */
(function (kb) {
  "use strict";

  var MOST_UNKNOWN = 3, MOST_OFFERS = 3, FEWEST_LETTERS = 4;

  /** {unknown: [{word, offers: [[word, query]]}], most: {words, have, papers: [[position, lacks]], query} or null}. */
  kb.hints = function (engine, text) {
    var node = engine.read(text);
    if (kb.sets.size(engine.evaluate(node))) return { unknown: [], most: null };
    return { unknown: unknown(engine, text, node), most: most(engine, node) };
  };

  /** Of three words or more, most: more than half. Of two, each alone is no more than a query loosened. */
  function most(engine, node) {
    var items = node.type === "and" ? node.items : [], words = new Map(), counts = new Uint16Array(engine.size), found = [];
    items.forEach(function (i) {
      var key = i.type === "word" ? kb.words.stems(i.text).join(" ") : "";
      if (key && !words.has(key)) words.set(key, i);
    });
    words = Array.from(words.values());
    if (words.length < 3) return null;
    var others = items.filter(function (i) { return i.type !== "word" && i.type !== "passed"; }), among = engine.evaluate({ type: "and", items: others });
    var having = words.map(function (word) { return engine.evaluate(word); });
    having.forEach(function (set) { kb.sets.members(kb.sets.both(set, among)).forEach(function (n) { counts[n] += 1; }); });
    var have = counts.reduce(function (a, b) { return Math.max(a, b); }, 0);
    if (2 * have <= words.length) return null;
    counts.forEach(function (count, n) { if (count === have) found.push(n); });
    return {
      words: words.map(function (w) { return w.text; }), have: have,
      papers: engine.rank(node, engine.set(found)).map(function (n) {
        return [n, words.filter(function (_, w) { return !kb.sets.has(having[w], n); }).map(function (w) { return w.text; })];
      }),
      query: kb.syntax.text([{ type: "or", items: words }].concat(others)),
    };
  }

  function unknown(engine, text, node) {
    var letters = Array.from(text), seen = new Set(), found = [];
    kb.positive(node).forEach(function (word) {
      var parts = kb.words.tokens(word.text);
      parts.forEach(function (part, at) {
        if (seen.has(part) || seen.size === MOST_UNKNOWN || engine.stem(kb.words.stem(part)).papers.length) return;
        seen.add(part);
        var meant = parts.length === 1 && kb.sets.size(engine.beginning(part)) ? [part + "*"] : near(engine, part);
        found.push({ word: part, offers: meant.map(function (m) {
          var all = parts.slice(0, at).concat(m, parts.slice(at + 1)).join("-"), from = word.column - 1;
          return [m, letters.slice(0, from).concat(all, letters.slice(from + word.length)).join("")];
        }) });
      });
    });
    return found;
  }

  /** The known words one slip away that begin with the same letter, those of most papers first. */
  function near(engine, word) {
    var letters = Array.from(word);
    if (letters.length < FEWEST_LETTERS) return [];
    return engine.store.beginning("words", letters[0]).filter(function (row) { return kb.words.oneSlip(letters, row[0]); })
      .map(function (row) { return [row[0], row[1] === 1 ? engine.stem(row[0]).papers.length : typeof row[1] === "string" ? kb.unpacked(row[1]).length : row[1][0]]; })
      .sort(function (a, b) { return b[1] - a[1] || (a[0] < b[0] ? -1 : 1); })
      .slice(0, MOST_OFFERS).map(function (row) { return row[0]; });
  }
})((window.kb = window.kb || {}));
