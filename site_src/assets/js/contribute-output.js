/* What a draft gives: the findings with the way to each field, the record, and how to send it. */
(function (kb) {
  "use strict";

  var d = kb.dom, MOST = 7000; // longer addresses are refused by servers

  function Output(root, address) {
    var self = this;
    this.root = root;
    this.address = address;
    this.pre = root.querySelector("[data-record]");
    this.said = root.querySelector("[data-said]");
    root.querySelector("[data-copy]").addEventListener("click", function () { self.copy(); });
    root.querySelector("[data-download]").addEventListener("click", function () { self.download(); });
  }

  function plural(number, word) {
    return number + " " + word + (number === 1 ? "" : "s");
  }

  /** found: what was typed wrongly; waiting: the findings that the steps stand for. */
  Output.prototype.show = function (draft, found, waiting, steps, text) {
    var errors = found.filter(function (f) { return f.severity === "error"; }).length, warnings = found.length - errors;
    var told = [errors ? plural(errors, "error") : "", warnings ? plural(warnings, "warning") : ""].filter(Boolean).join(", ") || (waiting.length ? plural(steps.length, "step") + " to go" : "Nothing to mend");
    this.text = text;
    this.path = draft.id ? kb.Known.path(draft.id) : "";
    document.querySelectorAll("[data-count]").forEach(function (node) {
      node.textContent = told;
      node.dataset.state = errors ? "error" : found.length || waiting.length ? "open" : "good";
    });
    d.renew(this.root.querySelector("[data-findings]"), found, function () { return found.map(row); });
    d.renew(this.root.querySelector("[data-steps]"), steps, function () { return steps.map(step); });
    this.root.querySelector("[data-steps]").hidden = !steps.length;
    this.root.querySelector("[data-findings]").hidden = !found.length;
    document.querySelectorAll("[data-said-of]").forEach(function (node) {
      var own = found.filter(function (f) { return f.field === node.dataset.saidOf; });
      node.replaceChildren.apply(node, own.map(function (f) { return d.el("p", { class: "fld__" + f.severity }, sentence(f)); }));
      var input = document.getElementById("add-" + node.dataset.saidOf);
      if (input) input.setAttribute("aria-invalid", String(own.some(function (f) { return f.severity === "error"; })));
    });
    this.root.querySelector("[data-path]").textContent = this.path || "papers/<year>/<id>.yaml";
    this.pre.textContent = text;
    this.send(draft, errors + waiting.length);
  };

  function sentence(f) {
    return f.message.charAt(0).toUpperCase() + f.message.slice(1) + (f.cure ? "; " + f.cure : "") + (/\?$/.test(f.cure || "") ? "" : ".");
  }

  /** The label or passage that a finding is about, where its words do not tell. */
  function about(f) {
    var name = /^(?:label|evidence)-(.+)/.exec(f.field || "");
    return name && f.message.indexOf(kb.quote(name[1])) < 0 ? d.el("span", {}, "at ", d.el("code", {}, name[1]), ": ") : null;
  }

  function row(f) {
    return d.el("li", { "data-code": f.code, "data-severity": f.severity }, d.el("button", { type: "button", onclick: function () { lead(f.field); } },
      d.el("span", { class: "finding__s" }, f.severity, " ", d.el("code", {}, f.code)), about(f), d.el("span", {}, f.message + (f.cure ? "; " + f.cure : ""))));
  }

  function step(s) {
    return d.el("li", { "data-step": s.field }, d.el("button", { type: "button", onclick: function () { lead(s.field); } }, s.text));
  }

  /** Puts the focus on the field of a finding. */
  function lead(field) {
    var node = document.getElementById("add-" + field) || document.getElementById(field), input = node && (node.matches("input, textarea, select") ? node : node.querySelector("[data-sentence]") || node.querySelector("[data-first]") || node);
    if (!input) return;
    if (input.closest("details")) input.closest("details").open = true;
    input.focus();
    input.scrollIntoView({ block: "center" });
  }

  Output.prototype.send = function (draft, errors) {
    var box = this.root.querySelector("[data-send]"), link = box.querySelector("[data-open]"), whole;
    box.hidden = !this.path;
    if (!link || !this.path) return;
    whole = this.address + "/" + this.path.split("/")[1] + "?filename=" + encodeURIComponent(draft.id + ".yaml") + "&value=" + encodeURIComponent(this.text);
    box.querySelector("[data-long]").hidden = whole.length <= MOST;
    link.href = whole.length <= MOST ? whole : whole.slice(0, whole.indexOf("&value="));
    link.classList.toggle("btn--go", !errors);
  };

  Output.prototype.tell = function (text) {
    this.said.textContent = text;
  };

  Output.prototype.copy = function () {
    var self = this;
    function select() {
      var range = document.createRange(), selection = getSelection();
      range.selectNodeContents(self.pre);
      selection.removeAllRanges();
      selection.addRange(range);
      self.tell("Selected; press Ctrl C to copy.");
    }
    if (!navigator.clipboard) return select();
    navigator.clipboard.writeText(this.text).then(function () { self.tell("Copied."); }, select);
  };

  Output.prototype.download = function () {
    var link = d.el("a", { href: URL.createObjectURL(new Blob([this.text], { type: "text/yaml;charset=utf-8" })), download: (this.path || "paper.yaml").split("/").pop() });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
    this.tell("Saved as " + link.download + ".");
  };

  kb.Output = Output;
})((window.kb = window.kb || {}));
