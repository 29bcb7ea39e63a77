# What only commands say.

# Problems over HTTP.
problem-unknown-id-hint = Check the spelling, or search for a word of the title: /search?q=
problem-unknown-source = There is no source named “{ $name }”.
problem-unknown-source-hint = /sources lists the sources there are.
problem-parameter = The parameter “{ $name }” cannot be “{ $value }”.
problem-wants-number = Give a whole number; “limit” is at most 1,000.
problem-wants-sort = Give one of: changed, public, seen, score, epss, id.
problem-wants-date = Give a day such as 2024-07-01, an instant such as 2024-07-01T12:00:00Z, or a sequence number.
problem-wants-fields = Give names separated by commas, out of: id, severity, score, scored_by, differs, exploited, fix, rejected, epss, products, title, sources, made_public, first_seen, last_changed.
problem-address = The address cannot be read.
problem-address-hint = Write special characters as percent signs and digits, and each parameter once.
problem-no-such-address = There is nothing at this address.
problem-no-such-address-hint = /search, /v/CVE-2021-44228 and /sources are good places to begin; .json behind a page gives its values.
problem-store = The store could not answer.
problem-store-hint = The program's log says why; `noroshi db check` looks for damage.
