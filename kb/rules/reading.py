"""What the codes mean that files meet before any rule: while they are read, decoded and matched."""

EXPLANATIONS = {
    "KB101": "a file is too large. A record has some kilobytes; what is larger belongs elsewhere.",
    "KB102": "a file is not UTF-8. Save it as UTF-8, without a byte order mark.",
    "KB103": "a character that cannot be seen, or that reorders what is seen: tabs, carriage returns, "
    "controls, zero-width and direction-changing characters. Remove it; joiners within emoji and "
    "scripts may stay.",
    "KB104": "a line is too long to be read. Break it; a text may go on over several lines.",
    "KB105": "YAML that is not allowed here: aliases, anchors, tags, merge keys, directives and second "
    "documents. A file means what stands in it. A text that begins with * & ! needs double quotes.",
    "KB106": "the file is not YAML. The message names the usual cause: most often a text with a colon, a "
    "quote or a comma in it needs double quotes around the whole of it.",
    "KB107": "a file holds no keys and values: it is empty, or is a list or a text as a whole.",
    "KB108": "values are nested too deeply, or there are too many of them in one file.",
    "KB109": "a key stands twice in one place. One of the two would be lost: keep the right one.",
    "KB110": "a file or folder cannot be read. Look at its permissions.",
    "KB111": "something is a link, a device or a folder where a file should lie. Nothing but files is read.",
    "KB112": "a file lies where it would be overlooked. Records are papers/<year>/<citekey>.yaml, facets "
    "taxonomy/<scheme>.yaml; files whose name begins with a dot are passed over.",
    "KB113": "two names differ only by case: some file systems could hold only one of them.",
    "KB114": "a line of a file with source texts is no JSON object with a key and a text.",
    "KB115": "a packed atlas, as wheels and releases carry it, is damaged, is none, or was made by a version "
    "of the package with another format. Fetch it again, or install the version named.",
    "KB120": "a source of new papers is neither BibTeX, RIS nor CSL-JSON. Found by kb new alone.",
    "KB121": "an entry lacks what no record can do without: title, author, year, and a word in Latin letters "
    "in name and title, to make an id of. Found by kb new alone.",
    "KB122": "an entry of a source of new papers cannot be read. All others are. Found by kb new alone.",
    "KB123": "a new paper may have a record: an author of that name, and much the same title. Compare the "
    "two; kb new --similar writes it all the same.",
    "KB124": "a catalog on the web gave no answer, or knows no such paper. Found by kb new --online alone.",
    "KB201": "a key that no record has at this place. Look for a typing error or a wrong indentation.",
    "KB202": "a key is missing that every such record has.",
    "KB203": "a value is not of the kind that its key needs. The message says which kind that is.",
    "KB501": "the id in a file is not its name. The file name is the id; it is not repeated in a record.",
    "KB502": "the name of a file is no citekey: lower-case letters, digits and hyphens, with the year in it.",
    "KB503": "a record lies in the wrong folder: the year is the one in its citekey, whatever `issued` says.",
    "KB610": "the passage of a piece of evidence does not stand in the source text.",
    "KB611": "a passage begins with words that the source text has more than once.",
    "KB612": "the source text between the two ends of a passage is no longer the one that was read.",
    "KB703": "a summary or note repeats ten running words of the paper. The atlas tells what a paper "
    "shows in words of its own. Found only where the texts are given: kb check --texts.",
}
EXPLANATIONS = {code: f"{code}: {text}" for code, text in EXPLANATIONS.items()}
