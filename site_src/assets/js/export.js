/* The papers found as files, and how to cite the query. */
(function (kb) {
  "use strict";

  var TYPES = { bibtex: ["text/x-bibtex", "bib"], csv: ["text/csv", "csv"], json: ["application/json", "json"] };
  // Braces as commands: BibTeX counts even escaped ones.
  var LATEX = { "\\": "{\\textbackslash}", "{": "{\\textbraceleft}", "}": "{\\textbraceright}", "~": "{\\textasciitilde}", "^": "{\\textasciicircum}" };
  // Kind of publication -> kind of entry, and the field that holds what it appeared in.
  var ENTRIES = { "paper-conference": ["inproceedings", "booktitle"], "article-journal": ["article", "journal"], report: ["techreport", "institution"],
    thesis: ["phdthesis", "school"], book: ["book", "series"], chapter: ["incollection", "booktitle"] };
  var MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

  function latex(text) {
    return text.replace(/\s+/g, " ").trim().replace(/[\\{}~^&%$#_]/g, function (c) { return LATEX[c] || "\\" + c; });
  }

  /** Where a paper can be read, the most lasting address first. */
  function address(paper) {
    if (paper.doi) return "https://doi.org/" + paper.doi;
    if (paper.acl) return "https://aclanthology.org/" + paper.acl + "/";
    if (paper.arxiv) return "https://arxiv.org/abs/" + paper.arxiv;
    return paper.openreview ? "https://openreview.net/forum?id=" + paper.openreview : "";
  }

  /** Names as BibTeX reads them; the name of a group is kept in one piece. */
  function names(paper) {
    return paper.authors.map(function (name, n) {
      return name === paper.families[n] && name.indexOf(" ") > 0 ? "{" + latex(name) + "}" : latex(name);
    }).join(" and ");
  }

  function bibtex(paper, venues) {
    var venue = venues[paper.venue] || [paper.venue, ""], entry = ENTRIES[venue[1]] || ["misc", "howpublished"], month = paper.issued.split("-")[1];
    var fields = [["title", "{" + latex(paper.title) + "}"], ["author", names(paper)], [entry[1], latex(venue[0])], ["year", "" + paper.year],
      ["doi", paper.doi], ["eprint", paper.arxiv], ["archiveprefix", paper.arxiv && "arXiv"], ["url", address(paper)]];
    var lines = fields.filter(function (f) { return f[1]; }).map(function (f) { return "  " + f[0] + " = {" + f[1] + "},"; });
    if (month) lines.splice(4, 0, "  month = " + MONTHS[month - 1] + ",");
    return ["@" + entry[0] + "{" + paper.id + ","].concat(lines, "}").join("\n") + "\n";
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

  function content(form, papers, data, query) {
    if (form === "csv") return csv(papers, data);
    if (form === "json") return json(papers, data, query);
    return papers.map(function (p) { return bibtex(p, data.venues); }).join("\n");
  }

  function save(form, papers, data, query) {
    var blob = new Blob([content(form, papers, data, query)], { type: TYPES[form][0] + ";charset=utf-8" });
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

  function citation(papers, data, query) {
    var ids = papers.map(function (p) { return p.id; }).sort();
    return "Personalization Atlas, release " + (data.release || "unreleased") + ". Query: " + (query || "(everything)") + ". " +
      kb.dom.papers(papers.length) + ", set " + sha256(ids.join("\n")).slice(0, 8) + ".";
  }

  kb.export = { save: save, content: content, citation: citation, sha256: sha256 };
})((window.kb = window.kb || {}));
