# What only pages say.

# The frame.
skip = Skip to the content
tools = Tools
sources = Sources
help = Help
theme = Theme
theme-auto = Auto
theme-light = Light
theme-dark = Dark
theme-switch = switch
search-label = Search vulnerabilities
search-placeholder = Identifier, product, words, or paste an SBOM
search-button = Search
sample-short = Sample.
sample-link = How to fetch real sources
as-json = This page as JSON
dates-in = Dates in { $name }
to-home = To the first page
as-table = The same as a table

# The first page.
home-title = What the world says about a vulnerability, side by side
home-latest = Changed last
home-all = All vulnerabilities
examples = For example:
today = Today
today-known = { $count } known
today-new = { $count } new
today-changed = { $count } changed
today-exploited = { $count } known to be exploited
today-differs = { $count } where sources differ
today-not-asked = no source is asked
today-fresh = all sources fresh
today-not-fresh = { $count ->
    [one] { $count } source late or failing
   *[other] { $count } sources late or failing
}

# The first start.
start-title = Nothing is stored yet
start-text = The sources are asked in the background. Pages fill as soon as the first of them has answered; nothing needs to be restarted.
start-fetch = Watch the sources
start-import = Import files instead
start-sample = Look at a sample first
start-again = Look again
live-running = Being fetched: entries read so far:
live-ready = New records have arrived. Load the page again to see them.
progress-files = files
progress-entries = { $count ->
    [one] { $count } entry read
   *[other] { $count } entries read
}
progress-new = { $count } new

# Lists.
search-all = All vulnerabilities
rows-caption = Vulnerabilities, each with severity, title, marks, sources and dates
head-title = Title
head-marks = Marks
head-count = Count
head-part = Part of the query
filter = Filter
filter-chosen = chosen, follow to take back
pages = Pages
previous = Previous
next = Next
charts = Charts
years-title = Made public per year
years-said = Most in { $year }: { $count }. Years shown: { $first } to { $last }.
bands-title = By severity
bands-said = Most are { $band }: { $count }. Critical: { $critical }.
empty-title = Nothing fits
empty-understood = Understood as:
empty-parts = What each part alone would give
covers-several = This advisory covers { $count ->
    [one] { $count } vulnerability.
   *[other] { $count } vulnerabilities. They are not the same vulnerability; each has a page of its own.
}

# A page that is not there, and a failure.
missing-title = Not found
missing-page = There is no page at this address.
missing-wanted = Nothing is stored here about
missing-not-no-problem = That nothing is known here does not mean that there is no problem.
missing-search = Search for it as words
failure-title = This did not work
failure-text = The house could not answer. What is stored is not harmed by reading; please try again.
away-title = The store does not answer at the moment
away-text = Nothing that was stored is lost, and pages come back by themselves as soon as it answers. Please try again in some seconds. If it lasts, whoever runs this program must look after the database.

# A vulnerability.
title-foreign-only = No title in English yet (Japanese only).
notice-rejected = { $source } has taken this record back.
notice-disputed = { $source } calls this disputed.
notice-unanalysed = { $source } has not analysed this yet; its silence does not mean “not affected”.
notice-reserved = { $source } has only reserved this number; nothing is said yet.
notice-unsupported = { $source } says that the product was no longer supported when this was assigned.
notice-closed = { $source } no longer lists this.
summary = In short
how-bad = How bad
how-bad-silent = No source gives a severity.
judged-differently = { $name } is judged differently
computed-differs = the vector computes to { $name }
likelihood-short = Likelihood within 30 days
percentile = as high as or higher than { $name } of all
all-advice = all { $count } statements
no-advice = No source gives a fix or advice.
timeline = Timeline
as-of = as of { $name }
as-of-label = As of
as-of-button = Show that day
as-of-notice = This is the state as of
as-of-now = Show the current state
permanent-link = Permanent link to this state
records-title = What the sources say
records-table = Table of the records
records-caption = One column for each record, one row for each item; the row's name says whether the sources agree
count-differences = { $count ->
    [0] no differences
    [one] { $count } item differs
   *[other] { $count } items differ
}
pick-records = Records
pick-rows = Rows
rows-all = all
rows-differs = only differences
apply = Apply
move-left = Move { $name } to the left
move-right = Move { $name } to the right
provenance = Where from
seen-here = seen here
bytes = { $count } bytes
covers-others = covers { $count } vulnerabilities, also:
reader-notes = { $count ->
    [one] { $count } thing not understood
   *[other] { $count } things not understood
}
show-rest = Show the rest
show-more = Show { $count } more
and-more = and { $count } more
no-differences = The records shown do not differ.
unsaid = No record speaks about:
silent-sources = These sources say nothing about it:
silent-means = Silence is not “not affected”.
related = Mentioned as related:

# History.
history-title = History
history-which = Which changes
history-all = All revisions ({ $count })
history-material = Only material changes
history-none = No revision fits.
history-current = current
history-state = Page as of then
history-before = Before:
history-after = Now:

# Sources.
sources-caption = Sources, each with its state, times, counts and who must act
sources-on = { $count } on
sources-late = { $count } late
sources-failing = { $count } failing
sources-states = Fresh: answered whole, on schedule. Late: longer ago than the schedule allows. Failing: the last attempt failed. Skipped: not asked, for the reason given.
source-asked-by = Being fetched by { $name }
unwritable-title = This node cannot write
unwritable-text = Pages show what the store holds, and what other nodes add to it. This node fetches nothing until it can write again.
nodes-caption = Nodes on this store, each with when it was last heard of, how far it is and what it does
nodes-text = All nodes are equal. One that was not heard of for half a minute is silent; after a day it is forgotten.
holds-caption = What one node does for all of them
head-node = Node
head-heard = Last heard of
head-release = Release
head-runs-since = Runs since
head-behind = Entries behind the ledger
head-matches-behind = Match index behind
head-asks = Fetches now
head-work = Work
head-holder = Done by
head-left = Free for others in, unless prolonged
head-state = State
head-last-success = Last success
head-last-attempt = Last attempt
head-next = Next
head-since = In this state since
head-new-today = New (24 h)
head-changed-today = Changed (24 h)
head-records = Records
head-notes = Notes
head-refusals = Refused in the last run
head-act = Who must act
head-documents = Documents
head-revisions = Revisions
head-newest = Newest change stated
head-formats = Formats
head-name = Name in queries and commands
head-home = Publisher's page
head-terms = Terms
head-attribution = Notice
since = since
never = never
every-minutes = every { $count } min
ago = { $time } ago
ahead = in { $time }
span-minutes = { $count } min
span-hours = { $count } h
span-days = { $count } d

# Products.
products = Products
products-title = My products
products-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
products-affected = { $count } affected
products-unknown = { $count } unknown
products-waiting = { $count ->
    [one] { $count } product is not judged yet over what is stored now. Load the page again in a moment.
   *[other] { $count } products are not judged yet over what is stored now. Load the page again in a moment.
}
products-caption = Products, each with its group, its list, how many components come to what, and the worst vulnerability that affects it
products-none = No product is kept here yet. A product is what you run or ship: an SBOM, a package list, a lock file, a table, or names given by hand. The command line adds one:
products-none-once = To ask about a list once, without keeping it:
products-no-group = No product belongs to this group.
products-groups = Groups
products-all = all groups
products-order = Order
products-by-name = name
products-by-worst = worst first
products-by-hand-only = by hand
products-not-judged = not judged yet
products-unreadable = The list cannot be read: { $name }
head-product = Product
head-version-or-list = Version or list
head-components = Components
head-worst = Worst that affects
nothing-affects = nothing known
exploited-count = { $count } exploited
missing-product-page = There is no product of this name here:
missing-product-list = All products
building-title = The match index is being built
building-text = What hits a product is known as soon as the index over everything that is stored stands. This happens once; later the index only grows. Nothing needs to be restarted; load the page again in a moment.
building-count = Read so far: { $count } of { $all } entries.

# What hits a product or a list.
standing = In short
count-vulnerabilities = { $count ->
    [one] { $count } vulnerability
   *[other] { $count } vulnerabilities
}
of-components = of { $count ->
    [one] { $count } component
   *[other] { $count } components
}
standing-without-version = { $count } without a version, of which less can be told
standing-not-affected = named by a source, and by what is said here not hit
standing-silent = named by no source here: nothing is known, which is not “not affected”
hits-title = What hits it
hits-caption = Components, and below each the vulnerabilities with severity, answer, reason and the version that fixes
hits-which = Which answers
hits-open = affected and unknown
hits-all = everything that is said
hits-none = Nothing of this kind is known.
hits-none-open = No source here says that anything in it is affected, and nothing is open.
hits-unsaid = { $count ->
    [one] { $count } match more
   *[other] { $count } matches more
} where a speaker only says that it does not know of versions it does not name.
head-vulnerability = Vulnerability
head-answer = Answer
head-reason = Reason
head-fixed = Fixed in
who-says-what = Who says what
says-nothing = says nothing
silent-components = { $count ->
    [one] { $count } component that no source here names
   *[other] { $count } components that no source here names
}
hits-beyond = { $count } more are not shown here. The command line and the JSON form have all.
proposals-title = Names that wait for a word
proposals-text = Records use names that are like those in the list, and nobody has said whether they mean the same. Until somebody does, they count for nothing sure. The command line takes the word: noroshi product confirm OURS THEIRS, with --refuse where they differ; with --propose and the product's name it lists them all.
proposals-caption = Names in the list and names in records that may mean the same
head-in-list = In the list (OURS)
head-in-records = In records (THEIRS)
head-alike = In common
list-title = The list
list-kind = Kind
list-file = File
list-made = Made
list-kept = Kept since
list-entries = Entries
list-added = { $entries } = { $components } components + { $noted } noted + { $refused } refused
list-original = The list as it came
list-notes = { $count ->
    [one] { $count } entry or detail not understood
   *[other] { $count } entries or details not understood
}
list-refusals = { $count ->
    [one] { $count } entry refused
   *[other] { $count } entries refused
}
list-given = Names given by hand
list-note-of-owner = Note
states-title = Its states
states-caption = Every state the product was in, the present one first
states-from = From
states-until = Until
states-now = now

# A list asked about once.
paste-title = Does it hit us? Ask about a list
paste-open = Paste or upload a list of components
paste-text = An SBOM (CycloneDX, SPDX), a SWID tag, a package list, a lock file or a table, up to { $count } MiB. It is read, answered and forgotten: nothing is kept.
paste-label = List of components
paste-file = Or a file
paste-button = What hits it?
paste-not-kept = Not kept.
paste-keep = This list was only read. To keep it as a product:
paste-name = Pasted list
paste-again = Ask about another list
paste-failed = This list could not be read
paste-empty = Nothing was pasted and no file was chosen.
paste-too-large = It is larger than { $count } MiB. The command line reads larger ones: `noroshi match FILE`.
paste-unread = This is no list of components that can be read: { $name }
paste-elsewhere = This came from a page of another site and was not read. Paste the list on this page.
paste-busy = Too many lists are being read at this moment. Try again shortly.
paste-cut = The search field takes only the beginning of a list. Paste the whole of it here.
paste-lost = It did not arrive whole.

# Your products, on the page of a vulnerability and on the first page.
yours = Your products
for-you = For you
yours-caption = Components of your products that this vulnerability hits, each with the answer and its reason
yours-none-kept = No product is kept here.
yours-add = Add your products
yours-none = No product kept here is known to be hit.
yours-affected = { $count } of { $all } products affected
yours-unknown = { $count } unknown
yours-beyond = and { $count } more components
head-component = Component
today-products = { $count } of { $all } products affected

# Help.
help-intro = The manual inside the program.
keys-are-on = Single keys are switched on.
keys-are-off = Single keys are switched off.
keys-on = Switch single keys on
keys-off = Switch single keys off

# Days.
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday

# The MyJVN door: what stands in errMsg.
myjvn-feed = The feed “{ $value }” is not served here; hnd and oka are.
myjvn-no-method = The parameter “method” is missing.
myjvn-unknown-method = There is no method “{ $value }”.
myjvn-missing = The parameter “{ $name }” is missing.
myjvn-value = The parameter “{ $name }” cannot be “{ $value }”.
myjvn-exclusive = These parameters exclude each other: { $name }.
myjvn-unreadable = The parameters are not text in UTF-8, or hold control characters.
myjvn-too-much = The request is too long, lists too many values, or spans too many periods.
myjvn-away = There is no answer at the moment. Ask again later.
myjvn-nothing = No vulnerability countermeasure information about this CVE number is registered.
myjvn-several = { $count } entries are about this CVE number

# Users

users = Users
user-name = Name
user-add = Add a user
user-enable = Allow to sign in
user-disable = Forbid to sign in
user-remove = Remove
give-role = Give
role = Role
roles = Roles
account = Account
password = Password
password-old = Present password
password-change = Change the password
password-set = The password was changed; whoever was signed in with the old one is signed out.
password-wrong = The present password is another one.
password-about = At least { $count } characters. A few words that only you put together are easy to keep in mind.
sign-in = Sign in
sign-out = Sign out
sign-in-refused = Name and password do not go together, or this user may not sign in.
sign-in-wait = Too many tries. Wait { $count } seconds.
sign-in-elsewhere = Sign in with { $name }
sign-in-provider = Nobody is signed in: { $name }
sign-in-no-role = Nobody is signed in: no role is given to this user here, or they may not sign in.
sign-in-taken = Nobody is signed in: a user named { $name } signs in otherwise.
sign-in-stale = The page was too old. Try again.
tokens = Tokens
token-make = Make a token
token-made = The token was made.
token-end = End
token-over = ended
token-note = What it is for
token-days = Days until it ends
head-token = Token
head-for = For
head-scopes = May
head-made = Made
head-ends = Ends
head-signs-in = Signs in with
head-added = Added
head-change = Change
head-may = May
trail = What was done here
trail-text = Each entry is chained to the one before it: “noroshi db check” proves that none was changed or taken out.
head-when = When
head-by = By
head-from = From
head-deed = What
head-to = To
not-allowed-title = Not allowed
not-allowed = What you may do depends on your role. Whoever administers this Noroshi gives it.
no-users-title = Nobody signs in here
no-users = This Noroshi knows no users. Whoever runs it can change that with access = "users" under [serve].
form-not-ours-title = Not from a page of ours
form-not-ours = The form was not sent from a page of this Noroshi, or the page was too old. Nothing was changed. Open the page again.
unfit-name = The name cannot be used: { $name }. It is taken already, or holds other signs than letters, digits and - _ . @
unfit-role = There is no such role: { $name }
unfit-password = The password is too short or too long.
unfit-days = A token lasts from 1 to 366 days.
unfit-scope = Choose what the token may be used for.
no-such-user = There is no user named { $name }.
