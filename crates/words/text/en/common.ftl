# The glossary: what pages, commands and messages share. One word for one thing.

product-name = Noroshi

language-ja = 日本語
language-en = English

vulnerability = vulnerability
record = record
source = source
product = product
change = change
note = note
original = original
history = history

# The four words about products.
affected = affected
not-affected = not affected
unknown = unknown
silent = silent

# The dates.
date-made-public = made public
date-first-seen = first seen here
date-first-published = first published by source
date-last-changed = last changed by source
date-last-material-change = last material change

# Comparison.
agreement-agrees = agrees
agreement-differs = differs
agreement-only-here = only here
agreement-not-compared = not compared
agreement-silent = silent

# Severity.
severity = severity
severity-none = none
severity-low = low
severity-medium = medium
severity-high = high
severity-critical = critical
severity-unknown = unknown

# The items of a record.
item-status = Status
item-names = Identifiers
item-title = Title
item-summary = Summary
item-severity = Severity
item-weaknesses = Weaknesses
item-affected = Affected
item-impact = Impact
item-remedies = What to do
item-references = References
item-exploitation = Exploitation
item-likelihood = Likelihood (EPSS)
item-assessments = Assessments (SSVC)
item-dates = Dates
item-credits = Credits

# The state of a record.
status-published = published
status-unanalysed = not analysed
status-reserved = reserved
status-disputed = disputed
status-unsupported = product unsupported
status-rejected = rejected
status-closed = no longer listed

role-vulnerable = vulnerable
role-environment = runs on or with

relation-names = names
relation-covers = covers
relation-related = related

kind-description = description
kind-exploitation = exploitation
kind-likelihood = likelihood
kind-alert = alert

# Exploitation.
exploited = exploited
exploited-yes = yes
exploited-not-listed = not listed as exploited
exploitation-active = active
exploitation-poc = proof of concept
exploitation-none = none known
ransomware = used by ransomware: { $value }

fix = fix
fix-yes = fix or advice given
fix-no = no fix or advice given

epss = EPSS
score = score

# The health of a source.
health-fresh = fresh
health-late = late
health-failing = failing
health-skipped = skipped

party-nobody = nobody
party-them = the source
party-us = this program
party-you = you

# Why a source is not fresh; a technical detail may follow.
reason-off = switched off
reason-offline = the network is switched off
reason-no-key = it needs a key, and none is set
reason-no-address = it has no address, and none is set
reason-never = it has not been asked yet
reason-first = it is being asked for the first time
reason-imported = it was read from disk and is not asked
reason-running = it is being asked already
reason-elsewhere = another node is asking it
reason-not-asked = it was not asked this time
reason-late = it has not been asked since
reason-late-running = it is being asked now
reason-transport = no usable answer
reason-throttled = it wants to be asked less often
reason-content = the answer does not hold what it must
reason-digest = the digest is not the announced one
reason-signature = it is not signed as the settings ask for
reason-other-past = what is asked is not the ledger that was followed so far
reason-key = a key is missing or not accepted
reason-settings = a setting cannot work
reason-incomplete = a part of it did not come
reason-not-understood = entries that are not understood
reason-empty = it gave nothing at all
reason-store = what came could not be stored
reason-unwritable = nothing can be written to the store
reason-with-detail = { $reason }: { $detail }

# Nodes: processes on one store.
nodes = Nodes
node-there = there
node-silent = silent
node-here = this one
seconds = { $count } s

# Points in the life of a vulnerability.
mark-made-public = made public
mark-first-published = first published by source
mark-last-changed = last changed by source
mark-exploited = listed as exploited
mark-due = to be remedied by
mark-first-seen = first seen here

# Changes.
change-material = material
change-housekeeping = housekeeping
change-first = first revision
change-late = arrived late, not current

# Orders of a list.
sort = Sort
sort-changed = last changed by source
sort-public = made public
sort-seen = first seen here
sort-score = score
sort-epss = EPSS
sort-id = identifier

# Fields that narrow a list.
facet-source = Source
facet-severity = Severity
facet-exploited = Exploited
facet-fix = Fix or advice
facet-differs = Sources differ in
facet-status = State
facet-lang = Language
facet-public = Made public in
yes = yes
no = no

# What was not understood in a query.
mistake-field = “{ $word }” is not a field. Searched as a word instead.
mistake-field-nearest = “{ $word }” is not a field – did you mean “{ $nearest }”? Searched as a word instead.
mistake-value = “{ $word }” is not a value of this field. The condition was left out.
mistake-value-nearest = “{ $word }” is not a value of this field – did you mean “{ $nearest }”? The condition was left out.
mistake-unbalanced = “{ $word }”: a quotation mark or bracket is missing. It was supplied.

count-results = { $count ->
    [one] { $count } vulnerability
   *[other] { $count } vulnerabilities
}
count-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
count-sources = { $count ->
    [one] { $count } source
   *[other] { $count } sources
}
count-revisions = { $count ->
    [one] { $count } revision
   *[other] { $count } revisions
}
count-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
count-changes = { $count ->
    [one] { $count } change
   *[other] { $count } changes
}

no-title = (no title yet)
nothing-found = Nothing here under “{ $id }”.
nearest = Nearest identifiers
sample-notice = This is the built-in sample, not live data.

# Help: the table of formats.
formats-name = format
formats-source = source
formats-about = what it is
formats-lists = Lists of components of these kinds are read by `noroshi product import`, which recognises them as well.

# Notices that sources ask for, in the reader's language.
notice-of-nvd = This product uses the NVD API but is not endorsed or certified by the NVD.

# Sources in a word or two, for lists and columns.
short-cve = CVE List
short-epss = EPSS
short-jvn = JVN
short-jvndb = JVN iPedia
short-kev = KEV
short-noroshi = Noroshi
short-nvd = NVD
short-osv = OSV

# The metrics of CVSS.
metric-AV = attack vector
metric-AC = attack complexity
metric-AT = attack requirements
metric-Au = authentication
metric-PR = privileges required
metric-UI = user interaction
metric-S = scope
metric-C = confidentiality impact
metric-I = integrity impact
metric-A = availability impact
metric-VC = confidentiality of the vulnerable system
metric-VI = integrity of the vulnerable system
metric-VA = availability of the vulnerable system
metric-SC = confidentiality of subsequent systems
metric-SI = integrity of subsequent systems
metric-SA = availability of subsequent systems
metric-E = exploit maturity
metric-RL = remediation level
metric-RC = report confidence
metric-CR = confidentiality requirement
metric-IR = integrity requirement
metric-AR = availability requirement
metric-CDP = collateral damage potential
metric-TD = target distribution
metric-safety = safety
metric-AU = automatable
metric-R = recovery
metric-V = value density
metric-RE = vulnerability response effort
metric-U = provider urgency
metric-modified = modified { $metric }

# CVSS: what a reader puts right.
mending-around = space or parentheses around it
mending-space = space inside it
mending-slash = a slash too many
mending-prefix-twice = a prefix that stands twice
mending-prefix-of-v2 = a prefix, which v2 does not have
mending-no-prefix = a missing prefix
mending-case = upper and lower case
mending-metric-twice = a metric that stands twice
mending-order = the order of metrics

# CVSS: why a text is no vector.
vector-empty = it is empty
vector-too-long = it is too long
vector-unknown-version = the version is not known
vector-not-a-metric = a part is not a metric with a value: { $part }
vector-unknown-metric = CVSS { $version } has no metric { $metric }
vector-unknown-value = { $metric } of CVSS { $version } has no value { $value }
vector-contradiction = { $metric } is given twice with different values
vector-missing = the base metric { $metric } is missing
vector-not-standard = it is not written as the standard says: { $what }
# CPE: how two names or values relate.
relation-equal = equal
relation-subset = subset
relation-superset = superset
relation-disjoint = disjoint
relation-undefined = undefined

# CPE: what a tolerant reader accepts.
tolerated-space = there is space around it
tolerated-upper-case = it has upper case
tolerated-truncated = it has { $found } of 11 components
tolerated-empty = { $attribute } is empty
tolerated-trailing-colons = it ends with colons
tolerated-language = its language is no language tag
tolerated-unquoted = { $character } in { $attribute } is not quoted
tolerated-quote = something in { $attribute } is quoted needlessly
tolerated-hyphen = { $attribute } is a single quoted hyphen
tolerated-character = { $attribute } has a character that CPE does not have: { $character }
tolerated-percent = { $attribute } has a percent form that CPE does not have
tolerated-star = { $attribute } is * in a URI
tolerated-bare-wildcard = a wildcard of { $attribute } is not written %01 or %02
tolerated-only-wildcards = { $attribute } is nothing but wildcards
tolerated-packing = its packed edition has too few tildes

# CPE: why a text is no name.
name-binding = it begins with neither cpe:2.3: nor cpe:/ nor wfn:[
name-too-long = it has { $found } bytes, and { $limit } are allowed
name-too-few = it has { $found } of 11 components
name-too-many = it has more than { $limit } components; a colon inside a value is written \: or %3a
name-empty = { $attribute } is empty
name-part = part can be a, o or h, not: { $found }
name-language = no language tag: { $found }
name-unquoted = { $character } in { $attribute } is not quoted
name-quote = something in { $attribute } is quoted needlessly
name-wildcard = { $attribute } has a wildcard where none may stand
name-hyphen = { $attribute } is a single quoted hyphen
name-character = { $attribute } has a character that CPE does not have: { $character }
name-percent = { $attribute } has a percent form that CPE does not have: { $form }
name-packing = its packed edition has { $found } tildes instead of 5
name-wfn = byte { $at } is not in a list of attribute=value
name-no-attribute = there is no attribute { $found }
name-twice = { $attribute } is given twice

# Versions: what one of each scheme is made of.
numbering-alpm = [epoch:]version[-release] in printable ASCII
numbering-apk = numbers with dots, a letter, suffixes such as _rc1 or _p2, ~commit and -r with a number
numbering-cargo = major.minor.patch with -pre-release and +build, no leading zeros
numbering-composer = up to four numbers or a date, a stability such as beta1 or RC2, and -dev
numbering-datetime = a date and time as in RFC 3339 with T, Z in capitals or an offset
numbering-deb = [epoch:]upstream[-revision] of letters, digits and . + ~ -
numbering-gem = a number and then numbers, words and dots
numbering-generic = numbers and words, a number or v first
numbering-gentoo = numbers with dots, a letter, _alpha, _beta, _pre, _rc, _p and -r with a number
numbering-golang = v, then major.minor.patch with -pre-release and +build, no leading zeros
numbering-intdot = whole numbers with dots
numbering-lexicographic = any text
numbering-maven = numbers and words with dots and hyphens, without space, commas and brackets
numbering-npm = major.minor.patch with -pre-release and +build, no leading zeros
numbering-nuget = one to four numbers with dots, -pre-release and +build
numbering-openssl = two or three numbers with dots, small letters and -pre-release
numbering-product = numbers and words, no word that makes a range
numbering-pypi = numbers with dots, then a, b or rc, post, dev and +local, as in PEP 440
numbering-rpm = [epoch:]version[-release] in printable ASCII
numbering-semver = major.minor.patch with -pre-release and +build, no leading zeros
notation-vers = canonical vers of that scheme: constraints in order, none twice, none that contradicts another
notation-comparators = versions after < <= = != >= or >, with commas or spaces between, || between alternatives
notation-npm = comparators, carets, tildes, x and hyphens of node-semver, || between alternatives
notation-composer = comparators, carets, tildes, wildcards and hyphens of Composer, || between alternatives
notation-cargo = comparators, carets, tildes and * of Cargo with commas between
notation-pypi = specifiers of PEP 440 with commas between, || between alternatives
notation-gem = requirements of RubyGems with commas between, || between alternatives
notation-maven = intervals in brackets; a version alone is only a recommendation there
notation-nuget = an interval in brackets, or the lowest version; floating versions choose and fix nothing

# Formats of documents.
format-cve-5 = CVE record 5.0 to 5.2
format-epss = EPSS scores (CSV)
format-epss-json = EPSS scores (older JSON form)
format-jvnrss = JVNRSS 2.0 and 3.2, the feeds of JVN and JVN iPedia (jvn.rdf, jvndb_*.rdf, getVulnOverviewList)
format-kev = CISA KEV catalogue (JSON)
format-bundle = part of a ledger of Noroshi
format-myjvn-alert = IPA's alert list as Atom (getAlertList)
format-myjvn-alert-json = IPA's alert list as JSON (getAlertList with ft=json)
format-myjvn-list = Vendor and product lists and statistics of MyJVN, kept as originals
format-nvd-1-1 = NVD JSON feed 1.1 (ended 2023)
format-nvd-2-0 = NVD CVE API 2.0: pages and feeds
format-nvd-2-0-single = NVD CVE API 2.0: one entry in a file of its own
format-nvd-other = NVD API 2.0: products, match strings, history, sources (kept, not read)
format-osv = OSV entry, schema 1.0 to 1.7: GitHub, RustSec, Go and others (JSON)
format-osv-array = OSV entries as a JSON array
format-osv-list = OSV entries as osv.dev answers them (JSON, `vulns`)
format-osv-yaml = OSV entry in YAML, as PyPA keeps them
format-vuldef = VULDEF 2.0 to 3.2, the full entries of JVN iPedia (yearly detail feeds, getVulnDetailInfo)

# Kinds of lists of components.
listing-cargo-lock = Cargo.lock (Rust)
listing-csaf = CSAF 2.0 and 2.1 (JSON): VEX and advisories
listing-csv = table of assets (CSV), headings in English or Japanese
listing-cyclonedx-json = CycloneDX 1.2 to 1.7 (JSON), with VEX
listing-cyclonedx-xml = CycloneDX 1.2 to 1.7 (XML), with VEX
listing-dpkg-list = output of `dpkg -l`
listing-dpkg-query = output of `dpkg-query -W`
listing-dpkg-status = dpkg's file `status`
listing-openvex = OpenVEX (JSON)
listing-package-lock = package-lock.json (npm), versions 1 to 3
listing-requirements = requirements.txt (Python)
listing-rpm-list = output of `rpm -qa`
listing-spdx-2-json = SPDX 2.2 and 2.3 (JSON)
listing-spdx-2-rdf = SPDX 2 (RDF/XML): recognised and not read
listing-spdx-2-tags = SPDX 2.2 and 2.3 (tag and value)
listing-spdx-3-json = SPDX 3.0 (JSON-LD), with VEX
listing-swid = SWID tag (ISO/IEC 19770-2:2015)

# The terms of sources.
terms-of-cve = the CVE Program's terms of use, which ask for its copyright notice on copies (<https://www.cve.org/legal/termsofuse>)
terms-of-epss = free to use; FIRST asks to be named as the source (<https://www.first.org/epss/>)
terms-of-jvn = the terms of JPCERT/CC and IPA, on the site itself
terms-of-jvndb = IPA's terms of use, on the site itself; its answers to common questions allow commercial use and ask for no heavy continuous traffic
terms-of-kev = Creative Commons Zero 1.0 (<https://www.cisa.gov/sites/default/files/licenses/kev/license.txt>)
terms-of-noroshi = those of the sources that it passes on
terms-of-nvd = public domain in the United States; the notice is asked for (<https://nvd.nist.gov/developers/terms-of-use>)

# Why something matches
why-exact = this version is named: { $versions }
why-range = in range { $versions }
why-every = every version is named
why-default = what the speaker says of versions not named ({ $versions })
why-outside = outside of { $versions }
why-product = the product is named
why-word = said of this product: { $words }
why-word-alone = said of this product
why-commits = only commits are named
why-condition-fails = what it must run on or with is not installed
missing-version = the component's version is missing
missing-order = cannot be compared with { $version }
missing-range = not readable as a range: { $text }
missing-product = needs { $products }, and it is not known whether that is installed
missing-attribute = the component's CPE name does not say { $name }
missing-confirmation = the name { $name } needs a person's word

gate-too-often = Too many requests from your address.
gate-too-often-hint = Ask again after the time that Retry-After names. Whoever runs this server sets the limit.
gate-too-long = The answer took too long.
gate-too-long-hint = Ask again in a moment, or ask for less.
gate-not-here = This Noroshi answers only who sits at its machine.
gate-not-here-hint = Whoever runs it chooses with `access` under [serve] who else is let in: everybody to read, or users who sign in.
gate-other-name = This Noroshi was asked for by a name that is not its own.
gate-other-name-hint = Use the address that the program says when it starts. Whoever runs it can add a name under `names` in [serve].
gate-token = The token is none of ours, or it has ended.
gate-token-hint = Make another one on the page of your account, or with `noroshi token add`.
gate-away = It cannot be looked up at present who you are.
gate-away-hint = Ask again in a moment.

weight-well = well
weight-look = look
weight-bad = bad
doctor-settings = settings are read from { $file }
doctor-no-settings = there is no settings file: every setting has its default
doctor-reachable = other machines can reach { $address }, and nobody is asked who they are
doctor-reachable-hint = listen on 127.0.0.1 behind a proxy that asks (docs/how-to/run-behind-a-proxy.md)
doctor-store = the store opens: { $place }
doctor-unwritable = nothing can be written: { $reason }
doctor-unwritable-hint = see to the disk or the database; nothing is fetched until then
doctor-open = everybody on this machine may look into { $folder } (mode { $mode })
doctor-open-hint = chmod 700 it: lists of products say what you run
doctor-room = { $left } MB are left at { $folder }
doctor-little-room = only { $left } MB are left at { $folder }
doctor-little-room-hint = make room, or move the store (noroshi db move)
doctor-little-scratch = only { $left } MB are left at { $folder }, where feeds are unpacked
doctor-little-scratch-hint = make room, or set TMPDIR to another folder
doctor-no-scratch = nothing can be unpacked in { $folder }: { $reason }
doctor-no-scratch-hint = make it writable, or set TMPDIR to another folder
doctor-empty = the ledger is empty
doctor-empty-hint = noroshi sync, or noroshi import FILE
doctor-behind = what is built from the ledger is { $rows } rows behind
doctor-behind-hint = noroshi db rebuild
doctor-built = what is built from the ledger stands on all of its { $rows } rows
doctor-sample = the store holds the built-in sample
doctor-sample-hint = use another folder for real data
doctor-fresh = sources that are fresh: { $count }
doctor-no-source = no source is asked
doctor-no-source-hint = noroshi sync fetches what is due; noroshi source list says why each is left out
doctor-late = { $source } is late: { $reason }
doctor-late-hint = let noroshi serve run, or run noroshi sync
doctor-failing-you = { $source } fails: { $reason }
doctor-failing-you-hint = that is yours to mend: noroshi source show { $source }
doctor-failing-us = { $source } fails: { $reason }
doctor-failing-us-hint = this release does not understand it: look for a newer one, or report it
doctor-failing-them = { $source } fails: { $reason }
doctor-failing-them-hint = that is the source's to mend; it is asked again by itself
doctor-silent = the node { $node } is silent
doctor-silent-hint = look whether it runs; the others go on without it
doctor-releases = the nodes run different releases
doctor-releases-hint = bring all to the newest one

# Users

user-added = The user was added.
user-changed = The user was changed.
user-removed = The user was removed.
users-none = There are no users yet. The first one is best an administrator: noroshi user add NAME --role administrator
user-disabled = may not sign in
with-password = password
tokens-none = No tokens. A program shows one in place of a password.
token-once = This is the token. It is shown this once and kept nowhere.
token-ended = The token was ended.
trail-none = Nothing yet.
password-new = New password
right-read = read
right-products = see products
right-analyse = analyse
right-publish = publish
right-administer = administer
deed-user-added = added a user
deed-user-removed = removed a user
deed-user-disabled = forbade to sign in
deed-user-enabled = allowed to sign in
deed-role-given = gave a role
deed-password-set = set a password
deed-token-made = made a token
deed-token-ended = ended a token
deed-signed-in = signed in
deed-signed-out = signed out
deed-locked-out = too many wrong passwords
