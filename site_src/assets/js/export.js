/* The papers found as files, and how to cite the query. */
(function (kb) {
  "use strict";

  var TYPES = {
    bibtex: ["text/x-bibtex", "bib"], ris: ["application/x-research-info-systems", "ris"], csl: ["application/vnd.citationstyles.csl+json", "csl.json"],
    csv: ["text/csv", "csv"], json: ["application/json", "json"], markdown: ["text/markdown", "md"],
    latex: ["application/x-tex", "tex"],
  };
  var LATEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

  function latex(text) {
    return text.replace(/[\\{}~^&%$#_]/g, function (c) { return LATEX[c] || "\\" + c; });
  }

  /** Where a paper can be read, the most lasting address first. */
  function address(paper) {
    if (paper.doi) return "https://doi.org/" + paper.doi;
    if (paper.acl) return "https://aclanthology.org/" + paper.acl + "/";
    if (paper.arxiv) return "https://arxiv.org/abs/" + paper.arxiv;
    return paper.openreview ? "https://openreview.net/forum?id=" + paper.openreview : "";
  }

  /** A cell that no spreadsheet takes for a formula. */
  function cell(value) {
    var text = value === null || value === undefined ? "" : "" + value;
    if (/^\s*[=+\-@＝＋－＠\t\r]/.test(text)) text = "'" + text;
    return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function labels(paper, data) {
    return paper.labels.map(function (l) {
      var c = data.concepts[l[0]];
      return { scheme: data.schemes[c.s].id, concept: c.id, role: data.roles[l[1]], strength: l[2] ? "inferred" : "explicit" };
    });
  }

  /** The facets in which a paper carries no label, each with the reason. */
  function statuses(paper, data) {
    var found = {};
    data.schemes.forEach(function (s, n) { if (paper.status[n] >= 0) found[s.id] = data.statuses[paper.status[n]]; });
    return found;
  }

  function csv(papers, data) {
    var head = ["id", "title", "shortName", "authors", "issued", "venue", "arxiv", "doi", "code", "scope", "read", "method", "labels"];
    var rows = papers.map(function (p) {
      var told = labels(p, data).map(function (l) { return l.scheme + ":" + l.concept + "@" + l.role; }).join("; ");
      return [p.id, p.title, p.short, p.authors.join("; "), p.issued, p.venue, p.arxiv, p.doi, p.code, p.scope, p.read, p.methods.join("; "), told];
    });
    return [head].concat(rows).map(function (r) { return r.map(cell).join(","); }).join("\r\n") + "\r\n";
  }

  function json(papers, data, query) {
    return JSON.stringify({
      release: data.release, query: query,
      papers: papers.map(function (p) {
        return { id: p.id, title: p.title, shortName: p.short, author: p.authors, issued: p.issued, venue: p.venue,
          identifiers: { arxiv: p.arxiv, doi: p.doi, acl: p.acl, openreview: p.openreview }, code: p.code, scope: p.scope, summary: p.summary,
          labels: labels(p, data), status: statuses(p, data), curation: { method: p.methods, read: p.read } };
      }),
    }, null, 2) + "\n";
  }

  function plain(text) {
    return text.replace(/&(?=#?\w+;)/g, "&amp;").replace(/[\\`*_[\]>#|]/g, "\\$&").replace(/</g, "&lt;");
  }

  function markdown(papers, data, query) {
    var head = "# " + kb.dom.papers(papers.length) + "\n\nPersonalization Atlas, release " + (data.release || "unreleased") + ". Query: `" + (query || "(everything)").replace(/`/g, "'") + "`\n\n";
    return head + papers.map(function (p) {
      var by = p.authors.length > 3 ? p.authors[0] + " et al." : p.authors.join(", "), link = address(p), title = plain(p.title);
      return "- " + (link ? "[" + title + "](<" + link + ">)" : title) + (p.short ? " (" + plain(p.short) + ")" : "") + ". " + plain(by) + ". " + plain(p.venue) + ".\n  " + plain(p.summary) + "\n";
    }).join("");
  }

  /** The papers at these positions as a file of a form; null while a file of the data is missing. */
  function content(form, order, store, query) {
    var papers = order.map(function (n) { return store.full(n); }), data = store.data;
    if (papers.indexOf(null) >= 0) return null;
    switch (form) {
      case "csv": return csv(papers, data);
      case "json": return json(papers, data, query);
      case "csl": return JSON.stringify(papers.map(function (p) { return p.csl; }), null, 2) + "\n";
      case "markdown": return markdown(papers, data, query);
      case "ris": return papers.map(function (p) { return p.ris + "\n"; }).join("\n");
      default: return papers.map(function (p) { return p.bibtex; }).join("\n");
    }
  }

  function save(form, content) {
    var blob = new Blob([content], { type: TYPES[form][0] + ";charset=utf-8" });
    var link = kb.dom.el("a", { href: URL.createObjectURL(blob), download: "personalization-atlas." + TYPES[form][1] });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  /** SHA-256 of a text as hex; written out because the browser's own is missing on file://. */
  function sha256(text) {
    var bytes = Array.from(new TextEncoder().encode(text)), length = bytes.length * 8, primes = [], n = 2;
    for (; primes.length < 64; n++) if (primes.every(function (p) { return n % p; })) primes.push(n);
    function fraction(x) { return ((x - Math.floor(x)) * 4294967296) | 0; }
    var k = primes.map(function (p) { return fraction(Math.cbrt(p)); });
    var h = primes.slice(0, 8).map(function (p) { return fraction(Math.sqrt(p)); });
    bytes.push(128);
    while (bytes.length % 64 !== 56) bytes.push(0);
    for (var i = 7; i >= 0; i--) bytes.push(Math.floor(length / Math.pow(256, i)) & 255);
    function turn(x, by) { return (x >>> by) | (x << (32 - by)); }
    for (var start = 0; start < bytes.length; start += 64) {
      var w = [], s = h.slice();
      for (i = 0; i < 64; i++) {
        if (i < 16) {
          var b = start + i * 4;
          w[i] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3];
        } else {
          var x = w[i - 15], y = w[i - 2];
          w[i] = ((turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)) + w[i - 7] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[i - 16]) | 0;
        }
        var t = (s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i]) | 0;
        var u = ((turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]))) | 0;
        s = [(t + u) | 0, s[0], s[1], s[2], (s[3] + t) | 0, s[4], s[5], s[6]];
      }
      h = h.map(function (v, j) { return (v + s[j]) | 0; });
    }
    return h.map(function (v) { return (v >>> 0).toString(16).padStart(8, "0"); }).join("");
  }

  /** How to cite a query: the hash of the ids tells whether a later answer is the same. */
  function citation(ids, data, query) {
    return "Personalization Atlas, release " + (data.release || "unreleased") + ". Query: " + (query || "(everything)") + ". " +
      kb.dom.papers(ids.length) + ", set " + sha256(ids.slice().sort().join("\n")).slice(0, 8) + ".";
  }

  kb.export = { save: save, content: content, citation: citation, sha256: sha256, cell: cell, latex: latex };
})((window.kb = window.kb || {}));
