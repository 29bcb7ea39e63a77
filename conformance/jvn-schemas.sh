# To be sourced: lays the operator's schemas, from "$data", out in "$work", so that xmllint finds them without a network,
# and says with "valid FILE KIND" whether a document holds to the schema of its kind ("kind_of FILE").
# shellcheck shell=sh disable=SC2154

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
kind_of() { xmllint --nonet --xpath 'local-name(/*)' "$1" 2>/dev/null; }
