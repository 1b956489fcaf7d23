/* How text is folded and cut into words: the same as kb/words.py, held to it by the tests. */
(function (kb) {
  "use strict";

  var WORD = /[\p{L}\p{N}]+/gu;
  var stemmer = new EnglishStemmer();
  var exceptions = { words: {}, prefixes: {} };
  var known = new Map();

  /** NFKC, lower case, accents removed: what counts as the same word. */
  function fold(text) {
    var lower = text.normalize("NFKC").toLowerCase().replace(/\u00df/g, "ss").replace(/\u03c2/g, "\u03c3");
    return lower.normalize("NFKD").replace(/\p{Mn}/gu, "").normalize("NFC");
  }

  function tokens(text) {
    return fold(text).match(WORD) || [];
  }

  function stem(word) {
    var found = known.get(word);
    if (found === undefined) {
      found = exceptional(word) || stemmer.stemWord(word);
      known.set(word, found);
    }
    return found;
  }

  function exceptional(word) {
    if (Object.prototype.hasOwnProperty.call(exceptions.words, word)) return exceptions.words[word];
    for (var prefix in exceptions.prefixes) {
      if (word.indexOf(prefix) === 0) return exceptions.prefixes[prefix];
    }
    return null;
  }

  kb.words = {
    fold: fold,
    tokens: tokens,
    stem: stem,
    stems: function (text) { return tokens(text).map(stem); },
    label: function (text) { return tokens(text).join(" "); },
    /** The shared table of words that keep a stem of their own; it comes with the search data. */
    setExceptions: function (table) { exceptions = table; known.clear(); },
  };
})((window.kb = window.kb || {}));
