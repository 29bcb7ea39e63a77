# The description of the API: its addresses by the names of their operations, parameters, answers. Pages and document say the same.

api-about =
    What Noroshi knows, for programs. Every page is JSON at the same address: put .json behind it, or ask with Accept: application/json. Documents carry version, now 1; members are added, never taken away or given another meaning, within a version. Instants are RFC 3339 in universal time. A score, a product, a date is never given without who said it. Errors are problem details (RFC 9457) in the client's language. The doors speak as the APIs that they stand in for.

api-tag-search = Vulnerabilities
api-tag-ledger = Ledger and sources
api-tag-products = Products
api-tag-help = Manual
api-tag-doors = Doors: other people's APIs
api-tag-feeds = Feeds

api-home = The first page: every vulnerability, the newest change first
api-search = Answers a query: rows, facets, charts, what was not understood
api-search_csv = The rows of an answer as CSV
api-search_csv-more = UTF-8, a header line, lines that end in CR LF (RFC 4180). A cell that a spreadsheet would take for a formula has an apostrophe in front.
api-search_atom = The rows of an answer as a feed: any query can be subscribed to
api-vulnerability = One vulnerability: all records, compared item by item
api-vulnerability-more = An advisory that covers several vulnerabilities answers with their rows in covers instead.
api-history = Every revision of the records of a vulnerability, and what changed
api-original = A document byte for byte, by its SHA-256 digest
api-original-more = The digest stands in provenance of a record and in changes. What it stands for never changes.
api-changes = What arrived in the ledger after a place in it, in its order
api-changes-more = next is the address at which to go on, whether something arrived or not. An answer looks through 50,000 rows at most, so it may be empty and yet have moved on. Where the row at after is not the one that link names, the ledger is another one, and the answer is 409: begin at 0.
api-bundle = The ledger's rows behind a place in it with their documents, for another Noroshi
api-bundle-more = A bundle: an archive of a manifest, its signature where a key is set, and the rows. It holds at most 20,000 rows or 64 MiB of documents, and one row at least; its manifest says where it ends: ask again behind that. Where no row follows it has none and says only when the sources last answered. The ETag stays the same until something arrives or a source answers.
api-sources = The sources and how they fare, and the nodes that ask them
api-source = One source
api-products = The products kept here, each with how it stands
api-product = One product: its components, notes, refusals, and every state it was in
api-matches = What hits a product, and why
api-match = What hits a list of components that is sent, and why; nothing is kept
api-match-body = The list: an SBOM, a package list, a lock file or a table, at most 32 MiB; its kind is recognised
api-topics = The topics of the manual inside the program
api-topic = A topic of the manual, as Markdown
api-document = This description, as an OpenAPI 3.1 document

api-nvd_cves = CVEs as NVD sent them, asked for as NVD's API 2.0 is
api-nvd_history = What changed in NVD's CVEs, worked out from our own ledger
api-nvd_cpes = CPE names as NVD sent them
api-nvd_cpematch = Match criteria as NVD sent them
api-nvd_source = The organisations that give NVD data
api-nvd_feed = A feed file of NVD's form, and its description
api-myjvn = What clients of the MyJVN API ask, answered from JVN's documents
api-myjvn-more = The answer is XML, or JSON where feed is oka or ft is json. Errors have the status 200 and retCd 1, as the operator's.
api-myjvn_form = The same, with the parameters in the body
api-myjvn_form-body = The parameters, as a form; those in the address come first
api-cvesearch = Leads from a CVE to the page of the entry of JVN iPedia about it
api-cvesearch_form = The same, with the parameters in the body
api-cvesearch_form-body = The parameters, as a form
api-jvn_rss_ja = Overviews of JVN iPedia as JVNRSS files, in Japanese
api-jvn_rss_en = Overviews of JVN iPedia as JVNRSS files, in English
api-jvn_feed_ja = Details, vendors and products of JVN iPedia as files, and the list of all files, in Japanese
api-jvn_feed_en = Details, vendors and products of JVN iPedia as files, and the list of all files, in English
api-vrda_feed_ja = The VRDA feed of JVN iPedia's entries, in Japanese
api-vrda_feed_en = The VRDA feed of JVN iPedia's entries, in English
api-vrda_datum = A datum of the VRDA feed, in HTML or XML

api-parameter-q = The query line
api-parameter-sort = The order; usually changed
api-parameter-start = Position of the first row, from 0
api-parameter-limit = How many on a page; usually 50, of changes 1,000
api-parameter-cursor = Where to go on, as next of the page before says it
api-parameter-fields = The columns, separated by commas; usually all
api-parameter-at = The state at the end of a day, at an instant, or at a place in the ledger
api-parameter-material = yes for material changes only
api-parameter-group = Only the products of this group
api-parameter-all = yes for everything that is said, also what is not affected
api-parameter-after = The row of the ledger behind which to begin; usually 0, the beginning
api-parameter-link = The hash of that row, as an answer named it
api-parameter-source = Only what came from this source
api-parameter-wait = Seconds to wait where nothing has arrived
api-parameter-lang = The language of words, before Accept-Language
api-parameter-id = An identifier of the vulnerability: CVE, JVNDB, JVN#, GHSA, …
api-parameter-digest = SHA-256, hexadecimal
api-parameter-name = Its name
api-parameter-topic = The name of the topic
api-parameter-path = The file below this folder; it may hold a slash
api-parameter-file = The name of the file
api-parameter-language = ja or en
api-parameter-of-a-door = As in the API that this door stands in for; the reference manual has each decision

api-status-200 = The answer
api-status-302 = The page is there
api-status-304 = Nothing has changed since the answer with the tag in If-None-Match
api-status-400 = A parameter that cannot be so; hint says what can
api-status-404 = Nothing is there; nearest says what is spelt nearly so
api-status-409 = The ledger is not the one that was followed
api-status-413 = The list is too large
api-status-422 = The body is no list that can be read
api-status-429 = Too many requests from one client
api-status-500 = The store could not answer; the program's log says why
api-status-503 = The store does not answer at the moment, or something is not ready yet
api-header-ETag = The tag of this answer, for If-None-Match
api-header-Link = The address of the next page with rel="next" (RFC 8288), or of a newer form
api-header-Location = Where the page is
api-header-Retry-After = After how many seconds to ask again
api-header-message = Why there is no answer, as NVD says it
