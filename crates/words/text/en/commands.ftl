# What only commands say.

# Problems over HTTP.
problem-unknown-id-hint = Check the spelling, or search for a word of the title: /search?q=
problem-unknown-source = There is no source named “{ $name }”.
problem-unknown-source-hint = /sources lists the sources there are.
problem-parameter = The parameter “{ $name }” cannot be “{ $value }”.
problem-wants-number = Give a whole number; “limit” is at most 1,000.
problem-wants-sort = Give one of: changed, public, seen, score, epss, id.
problem-wants-date = Give a day such as 2024-07-01, an instant such as 2024-07-01T12:00:00Z, or a sequence number.
problem-wants-fields = Give names separated by commas, out of: id, severity, score, scored_by, scored_at, differs, exploited, fix, rejected, epss, epss_at, products, title, sources, made_public, first_seen, last_changed.
problem-address = The address cannot be read.
problem-address-hint = Write special characters as percent signs and digits, and each parameter once.
problem-no-such-address = There is nothing at this address.
problem-no-such-address-hint = /search, /v/CVE-2021-44228 and /sources are good places to begin; .json behind a page gives its values.
problem-method = This address is only read: ask with GET.
problem-store = The store could not answer.
problem-store-hint = The program's log says why; `noroshi db check` looks for damage.

# How the program talks.
talk-error = error
talk-cause = cause
talk-warning = warning
talk-hint = hint

# Help: the frame.
help-usage = Usage:
help-commands = Commands
help-command-name = COMMAND
help-arguments = Arguments
help-options = Options
help-global = Everywhere
help-examples = Examples:
help-more = `noroshi COMMAND --help` explains a command; `noroshi help start`, `query`, `dates`, `formats` and others explain the rest.

# Help: the commands.
cmd-noroshi = See what the world says about a vulnerability, side by side
cmd-noroshi-long = Noroshi keeps every version of what JVN iPedia, NVD, the CVE list, KEV and EPSS say, and shows who said it and when. Data goes to standard output, everything else to standard error.
cmd-serve = Run everything: pages, API, schedule
cmd-serve-long = Serves pages and API on this machine and fetches sources in the background. Stops on Ctrl-C or SIGTERM after the requests under way. There are no accounts: listen on other addresses only behind a proxy that asks who is there.
cmd-search = Find vulnerabilities
cmd-search-long = The query line is explained by `noroshi help query`. Without a query, everything is listed, newest change first.
cmd-show = Show one vulnerability with all records
cmd-show-long = Every item names who said it. Sources that say nothing are listed as silent, which is not “not affected”.
cmd-history = Show what changed, when, and who said so
cmd-history-long = Newest arrival first. Material changes are those that should interrupt a person: severity band, affected products, exploitation, fix, rejection.
cmd-score = Compute the scores of CVSS vectors
cmd-score-long = Reads vectors of CVSS 2.0, 3.0, 3.1 and 4.0 as they are found in the wild, and says what it had to mend. Of two vectors it also says in which metrics they differ. With `-` it reads one vector a line from standard input and answers each with one line of JSON.
cmd-cpe = Relate CPE names
cmd-cpe-match = Say whether one CPE name matches another
cmd-cpe-match-long = Relates A, for example a criterion of NVD, to B, for example a product, as NISTIR 7696 says: equal, superset, subset, disjoint or undefined. A matches B where it is equal or a superset. Names may be formatted strings, URIs (of CPE 2.2 as well) or WFNs; they are read as they are found in the wild, and what had to be tolerated is said. With `-` it reads a pair a line, separated by a tab, from standard input and answers each with one line of JSON.
cmd-import = Read documents from disk
cmd-import-long = Files, folders and archives (gz, xz, zst, zip, tar), or `-` for standard input. Every entry becomes a record, a note or a refusal with its reason, and the counts add up. Importing the same twice changes nothing.
cmd-sync = Fetch what is due
cmd-sync-long = Fetches the sources that are due, or those named. What was fetched is kept whatever happens; the next run goes on from there.
cmd-source = List and show sources
cmd-source-list = List the sources and how they fare
cmd-source-show = Show one source with its terms and state
cmd-db = Look after the store
cmd-db-status = Show what is kept, and whether anything is behind
cmd-db-check = Check every digest and the chain of the ledger
cmd-db-rebuild = Make everything but the ledger anew from it
cmd-db-backup = Copy the store into a file, while it is in use
cmd-help = Explain a topic or a command
cmd-help-long = Topics: start, query, reading, dates, formats, exit-codes, keys, accessibility. The same texts stand under /help on the pages.
cmd-completion = Write the completion script of a shell
cmd-man = Write the manual pages
cmd-version = Show the version, or compare versions of other programs
cmd-version-long = Without a command, shows the version of Noroshi. Schemes are alpm, apk, cargo, composer, datetime, deb, gem, generic, gentoo, golang, intdot, lexicographic, maven, npm, nuget, openssl, product, pypi, rpm, semver.
cmd-version-compare = Say which of two versions comes first
cmd-version-compare-long = Answers -1, 0 or 1 where the first is before, equal to or after the second, and “incomparable” where one of them is not a version of the scheme. With `-` it reads scheme, first and second from standard input, one case a line with tabs between, and answers each with one line of JSON.
cmd-version-in = Say whether a version belongs to a range
cmd-version-in-long = Answers yes, no, or unknown where it is not a version of the scheme. The range is vers, or in the scheme's own notation: carets and tildes of npm, specifiers of PyPI, brackets of Maven, or comparators such as `>= 1.0, < 2.0 || = 3.1`. With `-` it reads scheme, version and range from standard input, one case a line with tabs between, and answers each with one line of JSON.

# Help: flags and arguments.
arg-format = Form of the data: table, json, jsonl, csv, markdown, atom
arg-output = Write into a file, as often as wanted: `-o json=r.json -o table`
arg-fields = Only these fields, separated by commas: `id,title,score`
arg-lang = Language of everything said [else from LC_ALL, LC_MESSAGES, LANG]
arg-color = Colour: auto, always, never [NO_COLOR and CLICOLOR_FORCE are heeded]
arg-no_progress = Show no progress
arg-quiet = Silence talk, never data
arg-verbose = Say more
arg-offline = Fetch nothing
arg-config = Settings to read [env: NOROSHI_CONFIG]
arg-data = Folder of the store [env: NOROSHI_DATA; else $XDG_DATA_HOME/noroshi or ~/.local/share/noroshi]
arg-help = Show help: `-h` one screen, `--help` everything
arg-version = Show the version
arg-serve-listen = Address and port to listen on; port 0 takes any free one [default: 127.0.0.1:8080]
arg-serve-demo = Serve the built-in sample from a throw-away store
arg-serve-no_sync = Fetch nothing in the background
arg-search-query = The query line; several words need no quotes
arg-search-sort = Order: changed, public, seen, score, epss, id [default: changed]
arg-search-limit = Rows at most, 1 to 1000 [default: 20]
arg-search-start = Rows to skip
arg-show-id = An identifier of any kind: CVE, JVNDB, JVN#, GHSA and others
arg-show-at = The state on a day, at an instant, or at a place in the ledger
arg-show-source = Only what this source says
arg-show-original = The original document, byte for byte
arg-history-id = An identifier of any kind
arg-history-material = Only material changes
arg-history-since = Only what arrived since this day
arg-version-compare-scheme = How the versions are numbered, or - for standard input
arg-version-compare-first = A version
arg-version-compare-second = Another version
arg-version-in-scheme = How the version is numbered, or - for standard input
arg-version-in-number = A version
arg-version-in-range = A range in vers or in the scheme's own notation
arg-score-vectors = Vectors, or - for standard input
arg-cpe-match-source = The name that matches or not; or - for pairs from standard input
arg-cpe-match-target = The name that is matched
arg-cpe-match-strict = Refuse what the grammar of NISTIR 7695 does not allow
arg-import-paths = Files, folders, archives; `-` is standard input
arg-import-format_name = The format, where it shall not be recognised: see `noroshi help formats`
arg-import-source = The source that speaks, where it is not the format's own
arg-sync-sources = Sources by name; without any, those that are due
arg-sync-full = From the beginning, not from where it ended last time
arg-sync-dry_run = Say what would be fetched, and fetch nothing
arg-source-show-name = The source's name
arg-db-backup-file = The file to write; it must not exist
arg-help-topic = A topic, or the words of a command
arg-completion-shell = bash, elvish, fish, powershell, zsh
arg-man-folder = Folder for all pages; without it the main page goes to standard output

# Help: what the examples do.
example-demo = pages with the built-in sample
example-search = words and fields together
example-search-ja = Japanese words, worst first
example-search-outputs = a table to read and a file to keep
example-show = what every source says
example-show-at = the state at the end of that day
example-show-original = the source's own bytes
example-serve = pages on http://127.0.0.1:8080
example-serve-port = any free port, nothing fetched
example-history = every revision of every record
example-history-material = only what should interrupt
example-history-jsonl = one revision a line
example-version-compare = -1: a pre-release comes before
example-version-in = yes
example-version-in-vers = no: this one is taken out
example-version-stdin = one case a line, one JSON line each
example-score = one vector, all its scores
example-score-two = where two vectors differ
example-score-stdin = one vector a line, one JSON line each
example-cpe-match = a product of any version
example-cpe-match-short = wildcards, and names cut short
example-cpe-match-stdin = two names a line, one JSON line each
example-import = one file, its format recognised
example-import-folder = folders and archives
example-import-stdin = standard input, with its format
example-sync = everything that is due
example-sync-names = these two, due or not
example-sync-dry-run = what would be done
example-source-list = how every source fares
example-source-show = one source
example-db-status = what is kept
example-db-check = names the first bad row
example-db-backup = a copy that opens by itself
example-help-query = how to ask
example-help-search = everything about a command
example-help-ja = in Japanese
example-completion = for bash
example-man = read it at once
example-man-folder = install all pages

# Command lines that are wrong.
usage-unknown-command = unknown command: { $name }
usage-unknown-option = unknown option or too many arguments: { $name }
usage-value = { $argument } cannot be: { $value }
usage-no-value = a value is missing after: { $argument }
usage-missing = an argument is missing: { $argument }
usage-twice = given twice, or together with what it excludes: { $argument }
usage-other = the command line cannot be read: { $why }
error-format = this command does not write: { $format }
error-field = there is no field: { $name }
error-date = { $flag } is not a date: { $value }
error-topic = there is no topic or command: { $topic }
error-source-silent = { $source } says nothing about { $id }
error-which-original = several sources ({ $names }) have an original of { $id }

# What can fail.
error-unknown-id = nothing here under: { $id }
error-unknown-source = there is no source: { $name }
error-unknown-format = there is no format: { $name }
error-unreadable = cannot be read: { $path }
error-config = the settings cannot be used: { $file }
error-open = the store could not be opened
error-search = the search was not answered
error-show = the vulnerability could not be shown
error-history = the history could not be shown
error-input = standard input could not be read
error-vector = this is not a CVSS vector: { $vector }
error-cpe-name = this is not a CPE name: { $name }
error-sources = the sources could not be listed
error-import = the import ended early; what was stored is kept
error-sync = the sync ended early; what was stored is kept
error-check = the check could not be finished
error-rebuild = the rebuild could not be finished; the ledger is untouched
error-backup = the backup could not be written
error-status = the status could not be read
error-sample = the sample could not be put in place
error-write = cannot be written: { $file }
error-listen = cannot listen on: { $file }
error-serve = the server could not go on: { $file }
error-stdout = standard output cannot be written
config-unknown-key = there is no setting { $key }

# What to do about it: commands that can be pasted.
hint-did-you-mean = did you mean `{ $name }`?
hint-one-of = it takes: { $names }
hint-commands = `noroshi help` lists the commands
hint-help = add `--help` to the command
hint-format = it writes: { $names }
hint-fields = fields: { $names }
hint-show = did you mean `noroshi show { $id }`?
hint-search = look for a word of its title with `noroshi search WORD`
hint-source = `noroshi source show { $name }`
hint-source-show = did you mean `noroshi source show { $name }`?
hint-source-list = `noroshi source list` names the sources
hint-config = the shipped `noroshi.toml` explains every setting
hint-folder = `--data DIR` names another folder; this one must be yours to write
hint-full = free some space and run the same command again: it goes on from what is stored
hint-newer = use the release that wrote the store, or `--data DIR` for another one
hint-busy = wait for the other `noroshi` to finish, then run the same command again
hint-formats = `noroshi help formats` lists the formats
hint-store = `noroshi db check` looks for damage; `--data DIR` names another store
hint-listen = `noroshi serve --listen 127.0.0.1:0` takes any free port
hint-more = add `--limit 50`, or see `noroshi help query`
hint-query = `noroshi help query` explains the query line
hint-fill = `noroshi sync` fetches the sources, `noroshi import FILE` reads files, `noroshi serve --demo` shows a sample
hint-backup = name a file that does not exist yet, in a folder that is yours to write
hint-check = `noroshi db check` names the first bad row
hint-rebuild = `noroshi db rebuild` makes it anew from the ledger
hint-restore = put a backup in the place of the store; `noroshi db backup` makes one

# Lists: headings and feet.
column-id = ID
column-severity = SEVERITY
column-product = PRODUCT
column-changed = CHANGED
column-marks = MARKS
column-title = TITLE
column-seen = SEEN HERE
column-source = SOURCE
column-record = RECORD
column-material = MATERIAL
column-item = ITEM
column-before = BEFORE
column-after = AFTER
column-vector = VECTOR
column-version = VERSION
column-base = BASE
column-temporal = TEMPORAL/THREAT
column-environmental = ENVIRONMENTAL
column-overall = OVERALL
column-metric = METRIC
column-attribute = ATTRIBUTE
column-relation = RELATION
column-state = STATE
column-last-success = LAST SUCCESS
column-next = NEXT
column-records = RECORDS
column-new = NEW 24H
column-changed-today = CHANGED 24H
column-notes = NOTES
column-act = WHO MUST ACT
column-reason = WHY
column-file = FILE
column-format = FORMAT
column-files = FILES
column-entries = ENTRIES
column-noted = NOTED
column-refused = REFUSED
column-import-new = NEW
column-import-changed = CHANGED
column-import-known = UNCHANGED
column-outcome = OUTCOME
search-shown = { $shown } of { $total } shown
search-nothing = nothing fits: { $query }
search-part = { "  " }{ $query } alone: { $count }
search-nearest = { "  " }nearest identifiers: { $ids }
search-empty-store = the store is empty
history-shown = { $shown } of { $all } revisions shown
score-mended = { $vector }: read with { $what } put right
score-incomparable = vectors of these two versions have different metrics and cannot be compared one by one
names-whole = the whole name
names-match = A matches B
names-differ = A does not match B
names-tolerated = { $name }: read although { $what }
case-three = a case is a scheme and two texts, in a line with tabs between them
ordering-why = { $why }
ordering-no-scheme = there is no scheme named { $name }; there are { $names }
ordering-not-one = “{ $text }” is not a version of { $scheme } ({ $shape })
ordering-no-range = “{ $text }” is not a range of { $scheme } ({ $shape })
case-too-long = a line of more than { $most } bytes
case-not-utf8 = the line is not UTF-8
case-no-pair = two names separated by a tab are wanted
change-bytes = only the document's bytes

# One vulnerability.
show-records = Records
show-at = the state as of { $at }
show-origin = { $id }  { $format }  changed { $changed }  seen { $seen }  revisions { $revisions }  sha256:{ $digest }
show-origin-undated = { $id }  { $format }  seen { $seen }  revisions { $revisions }  sha256:{ $digest }
show-covers = covers { $ids }
show-silent = silent: { $names }
show-related = related: { $ids }
show-note = note at { $place }: { $what }
show-percentile = higher than { $share } %
show-several = { $id } covers { $count } vulnerabilities
show-original = original: { $source } { $key } ({ $format }) sha256:{ $digest }
show-other-original = also there: { $source } { $key } ({ $format }) sha256:{ $digest }

# One source.
source-title = TITLE
source-since = SINCE
source-last-attempt = LAST ATTEMPT
source-every = ASKED
source-minutes = every { $minutes } min
source-by-hand = only by hand
source-newest = NEWEST CHANGE
source-documents = DOCUMENTS
source-revisions = REVISIONS
source-refusals = REFUSALS
source-formats = FORMATS
source-home = HOME
source-terms = TERMS
source-attribution = ATTRIBUTION

# Where things are.
detail-settings = settings
detail-store = store
db-path = FILE
db-size = SIZE
db-version = VERSION
db-sequence = LEDGER UP TO
db-projected = BUILT UP TO
db-vulnerabilities = VULNERABILITIES
db-products = PRODUCTS
db-link = LAST LINK
db-checked = checked: rows { $rows }, documents { $documents }, records { $records }, lists of products { $lists }
db-clean = everything is as it was written
db-first-bad = first bad row: { $sequence } ({ $what }) sha256:{ $digest }
db-faults = faults: { $count }
db-rebuilt = made anew from the ledger: rows { $rows }
db-backed-up = written: { $file }
sync-done = done
sync-failed = failed
sync-planned = would be asked
sync-next = next try { $when }
sync-stopped = stopped; the next run goes on from there
sync-continues = goes on from where it ended last time
sync-begins = from the beginning
sync-skipped = skipped
sync-some-failed = { $failed } of { $all } sources failed; everything fetched is kept
sync-nothing-due = nothing is due
man-written = { $count } pages written

# Import, sync, store.
import-total = total
import-added-up = entries { $entries } = records { $records } + noted { $noted } + refused { $refused }
import-nothing = there was nothing to read
import-reason-refused = refused { $count }: { $reason } ({ $places })
import-reason-noted = noted { $count }: { $reason } ({ $places })
import-complaint = { $file }: { $what }
import-closed = { $count } no longer listed
import-unchanged = nothing new

# The server.
serve-sample = the built-in sample; nothing is fetched, and the store goes when the program ends
serve-open = this address can be reached from other machines, and there are no accounts
serve-stop = stopping after the requests under way
serve-ready = Ctrl-C stops it

# Feeds.
atom-title = Noroshi: { $query }
atom-title-all = Noroshi: all vulnerabilities
