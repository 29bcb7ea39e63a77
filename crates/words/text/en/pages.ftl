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
search-placeholder = Identifier, product or words
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
