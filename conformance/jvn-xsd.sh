#!/bin/sh
# Writes every well-formed real document of JVN again with noroshi-jvn, validates original and result
# against the operator's schemas with xmllint, and prints a table. Ends with 1 where a written document
# is invalid although its original was valid, or is not equal to it as a tree.
#
# Needs xmllint (Debian: libxml2-utils) and the real data in ../shared/data. Nothing is fetched.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
data=${NOROSHI_DATA:-$root/../shared/data}/jvn
if [ ! -d "$data" ]; then
    echo "$data is not here" >&2
    exit 2
fi
command -v xmllint >/dev/null || { echo "xmllint is not installed (libxml2-utils)" >&2; exit 2; }

cd "$root"
cargo build --quiet --package noroshi-jvn --examples
examples=${CARGO_TARGET_DIR:-$root/target}/debug/examples

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$data"/schema-hnd/*.xsd "$work/"
chmod -R u+w "$work"

# The schemas import each other by name, some by address: a catalog leads those to the local copies.
{
    echo '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
    for address in http://www.w3.org/2001/xml.xsd http://www.w3.org/2009/01/xml.xsd; do
        echo "<system systemId=\"$address\" uri=\"file://$work/xml.xsd\"/>"
        echo "<uri name=\"$address\" uri=\"file://$work/xml.xsd\"/>"
    done
    for schema in "$work"/*.xsd; do
        name=$(basename "$schema")
        echo "<system systemId=\"https://jvndb.jvn.jp/schema/$name\" uri=\"file://$schema\"/>"
        echo "<uri name=\"https://jvndb.jvn.jp/schema/$name\" uri=\"file://$schema\"/>"
    done
    echo '</catalog>'
} >"$work/catalog.xml"
export XML_CATALOG_FILES="$work/catalog.xml"

# Schemas of the SCAP methods are not among the data. Their roots may hold anything here.
stub() { # file, namespace, elements...
    file=$1 namespace=$2
    shift 2
    {
        echo "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"$namespace\">"
        for element in "$@"; do echo "<xs:element name=\"$element\" type=\"xs:anyType\"/>"; done
        echo '</xs:schema>'
    } >"$work/$file"
}
stub xccdf-1.1.4.xsd http://checklists.nist.gov/xccdf/1.1 Benchmark
stub cpe-dictionary_2.2.xsd http://cpe.mitre.org/dictionary/2.0 cpe-list
stub oval-definitions-schema_5.8.xsd http://oval.mitre.org/XMLSchema/oval-definitions-5 oval_definitions
stub windows-definitions-schema_5.8.xsd http://oval.mitre.org/XMLSchema/oval-definitions-5#windows
stub cvrf_1.1.xsd http://www.icasi.org/CVRF/schema/cvrf/1.1
stub jvndefinitions_0.2.xsd http://jvndb.jvn.jp/myjvn/jvndefinitions
stub jvnmetadata_0.3.xsd http://jvndb.jvn.jp/myjvn/jvnmetadata

# One schema for each kind of document, with the modules that may stand in it.
kind() { # name, (namespace, file)...
    name=$1
    shift
    {
        echo '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
        while [ $# -gt 0 ]; do
            echo "<xs:import namespace=\"$1\" schemaLocation=\"$2\"/>"
            shift 2
        done
        echo '</xs:schema>'
    } >"$work/all-$name.xsd"
}
xml='http://www.w3.org/XML/1998/namespace xml.xsd'
modules="http://data-marking.mitre.org/Marking-1 data_marking.xsd
http://data-marking.mitre.org/extensions/MarkingStructure#TLP-1 tlp_marking.xsd
http://jvn.jp/rss/mod_sec/3.0/ mod_sec_3.0.xsd
http://jvndb.jvn.jp/myjvn/Status status_3.3.xsd"
# The lists are split into words on purpose.
# shellcheck disable=SC2086
{
    kind VULDEF-Document $xml http://jvn.jp/vuldef/ vuldef_3.2.xsd $modules
    kind VULDEF-Document-3.1 $xml http://jvn.jp/vuldef/ vuldef_3.1.xsd $modules
    kind RDF $xml http://www.w3.org/1999/02/22-rdf-syntax-ns# jvnrss_rdf_3.2.xsd $modules
    kind feed $xml http://www.w3.org/2005/Atom atom.xsd $modules
    kind Result $xml http://jvndb.jvn.jp/myjvn/Results results_3.3.xsd
}

# The schema of JVNRSS 2.0 is not among the data. Static feeds in that form are held against 3.2 with
# the namespace of mod_sec exchanged, and the table says so.
valid() { # file, kind
    file=$1 yes=yes
    if [ "$2" = RDF ] && grep -q 'http://jvn.jp/rss/mod_sec/"' "$file"; then
        sed 's|http://jvn.jp/rss/mod_sec/"|http://jvn.jp/rss/mod_sec/3.0/"|' "$file" >"$work/as-3.0"
        file=$work/as-3.0 yes='yes, as 3.2'
    fi
    if xmllint --nonet --noout --schema "$work/all-$2.xsd" "$file" >"$work/said" 2>&1; then
        echo "$yes"
    else
        echo no
    fi
}
# The canonical form without the space between elements, as xmllint sees it: a second opinion on
# equality that shares nothing with our reader.
canonical() { xmllint --nonet --noblanks --c14n "$1" 2>/dev/null; }
kind_of() { xmllint --nonet --xpath 'local-name(/*)' "$1" 2>/dev/null; }

failed=0
printf '%-60s %-16s %-15s %-16s %s\n' file kind 'original valid' 'rewritten valid' 'equal as a tree'
for folder in api-hnd api-hnd-history feed-rss feed-detail feed-product api-v3.2; do
    for original in "$data/$folder"/*; do
        case $original in *.json) continue ;; esac
        label=$folder/$(basename "$original")
        if ! xmllint --nonet --noout "$original" 2>/dev/null; then
            printf '%-60s not well-formed in the original\n' "$label"
            continue
        fi
        kind=$(kind_of "$original")
        before=$(valid "$original" "$kind")
        equal=no
        if "$examples/rewrite" "$original" "$work/written.xml"; then
            canonical "$original" >"$work/before"
            canonical "$work/written.xml" >"$work/after"
            if [ -s "$work/after" ] && cmp -s "$work/before" "$work/after"; then equal=yes; fi
        fi
        after=$(valid "$work/written.xml" "$kind")
        printf '%-60s %-16s %-15s %-16s %s\n' "$label" "$kind" "$before" "$after" "$equal"
        if [ "$equal" = no ] || { [ "$before" != no ] && [ "$after" = no ]; }; then
            failed=1
            cat "$work/said"
        fi
        rm -f "$work/written.xml"
    done
done

# Documents made from nothing have no original: they must be valid.
mkdir "$work/fresh"
"$examples/fresh" "$work/fresh"
for fresh in "$work"/fresh/*.xml; do
    kind=$(kind_of "$fresh")
    case $fresh in *-3.1.xml) kind=$kind-3.1 ;; esac
    after=$(valid "$fresh" "$kind")
    printf '%-60s %-16s %-15s %-16s %s\n' "$(basename "$fresh")" "$kind" - "$after" -
    if [ "$after" = no ]; then
        failed=1
        cat "$work/said"
    fi
done
exit $failed
