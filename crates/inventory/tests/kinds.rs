//! What each kind of document says, in the shortest document that says it.

#![allow(clippy::unwrap_used, reason = "a test: what is missing must end it")]

use noroshi_inventory::{
    ALL, Component, Inventory, Kind, NotRead, Relation, by_name, detect, read,
};

/// Each component as `group/name version purl`, with `-` for what is absent.
#[track_caller]
fn check(document: impl AsRef<[u8]>, kind: &str, expected: &[&str]) -> Inventory {
    let inventory = read(document.as_ref()).unwrap();
    assert_eq!(inventory.kind, kind);
    let found: Vec<String> = inventory.components.iter().map(shown).collect();
    assert_eq!(found, expected, "{:?}", inventory.refusals);
    assert!(inventory.counts.adds_up(), "{:?}", inventory.counts);
    inventory
}

fn shown(component: &Component) -> String {
    let group = component
        .group
        .as_ref()
        .map_or(String::new(), |group| format!("{group}/"));
    let version = component.version.as_deref().unwrap_or("-");
    let purl = component.purl().map_or("-".to_owned(), ToString::to_string);
    format!("{group}{} {version} {purl}", component.name)
}

#[track_caller]
fn refused(document: &[u8], words: &str) {
    let found = read(document).unwrap_err().to_string();
    assert!(found.contains(words), "{found}");
}

#[test]
fn every_kind_has_a_name_and_a_line_of_its_own() {
    for reader in ALL {
        assert_eq!(by_name(reader.name()).unwrap().about(), reader.about());
        assert_eq!(
            ALL.iter()
                .filter(|other| other.name() == reader.name())
                .count(),
            1
        );
    }
}

const BOM_JSON: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:1",
  "metadata": {
    "timestamp": "2026-01-02T03:04:05Z",
    "tools": {"components": [{"type": "application", "name": "maker", "version": "1"}]},
    "supplier": {"name": "Example K.K."},
    "component": {"type": "application", "name": "shop", "version": "2", "bom-ref": "top"}
  },
  "components": [
    {"type": "library", "group": "org.example", "name": "outer", "version": "1.10", "bom-ref": "o",
     "purl": "pkg:maven/org.example/outer@1.10", "cpe": "cpe:2.3:a:example:outer:1.10:*:*:*:*:*:*:*",
     "hashes": [{"alg": "SHA-256", "content": "AB"}], "scope": "optional",
     "swid": {"tagId": "tag-1", "name": "outer"}, "publisher": "Example Press",
     "evidence": {"identity": [{"field": "purl", "concludedValue": "pkg:maven/org.example/other@1.10"}]},
     "pedigree": {"ancestors": [{"type": "library", "name": "elder"}]},
     "components": [{"type": "file", "name": "inner.so"}]},
    {"type": "library", "version": "3"}
  ],
  "services": [{"name": "mail", "bom-ref": "m"}],
  "dependencies": [{"ref": "top", "dependsOn": ["o", "nowhere"]}]
}"#;

#[test]
fn cyclonedx_json() {
    let inventory = check(
        BOM_JSON,
        "cyclonedx-json",
        &[
            "shop 2 -",
            "org.example/outer 1.10 pkg:maven/org.example/outer@1.10",
            "inner.so - -",
            "mail - -",
        ],
    );
    assert_eq!(inventory.version.as_deref(), Some("1.6"));
    assert_eq!(inventory.by, ["Example K.K."]);
    assert_eq!(inventory.tools, ["maker 1"]);
    assert_eq!(inventory.subjects, [0]);
    assert_eq!(inventory.components[0].vendors[0].name, "Example K.K.");
    let outer = &inventory.components[1];
    assert_eq!(outer.place, "/components/0");
    assert_eq!(outer.purls.len(), 2);
    assert_eq!(outer.cpes, ["cpe:2.3:a:example:outer:1.10:*:*:*:*:*:*:*"]);
    assert_eq!(outer.swid.as_deref(), Some("tag-1"));
    assert_eq!(
        (
            outer.hashes[0].algorithm.as_str(),
            outer.hashes[0].value.as_str()
        ),
        ("sha256", "ab")
    );
    assert_eq!(outer.scope.as_deref(), Some("optional"));
    assert_eq!(outer.kind, Kind::Library);
    assert_eq!(inventory.components[2].parent, Some(1));
    assert_eq!(inventory.components[3].kind, Kind::Service);
    assert_eq!(inventory.refusals[0].place, "/components/1");
    assert_eq!(inventory.reachable(0), [1, 2]);
    let places: Vec<&str> = inventory
        .notes
        .iter()
        .map(|note| note.place.as_str())
        .collect();
    assert_eq!(
        places,
        [
            "/components/0/pedigree/ancestors",
            "/dependencies/0/dependsOn/1"
        ]
    );
    assert_eq!(inventory.counts.entries, 6);
}

#[test]
fn cyclonedx_xml_says_the_same_as_json() {
    let inventory = check(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:1">
  <b:metadata>
    <b:timestamp>2026-01-02T03:04:05Z</b:timestamp>
    <b:tools><b:components><b:component type="application"><b:name>maker</b:name><b:version>1</b:version></b:component></b:components></b:tools>
    <b:component type="application" bom-ref="top"><b:name>shop</b:name><b:version>2</b:version></b:component>
    <b:supplier><b:name>Example K.K.</b:name></b:supplier>
  </b:metadata>
  <b:components>
    <b:component type="library" bom-ref="o">
      <b:publisher>Example Press</b:publisher><b:group>org.example</b:group><b:name>out<![CDATA[er]]></b:name><b:version>1.10</b:version>
      <b:scope>optional</b:scope><b:hashes><b:hash alg="SHA-256">AB</b:hash></b:hashes>
      <b:cpe>cpe:2.3:a:example:outer:1.10:*:*:*:*:*:*:*</b:cpe><b:purl>pkg:maven/org.example/outer@1.10</b:purl>
      <b:swid tagId="tag-1" name="outer"/>
      <b:pedigree><b:ancestors><b:component type="library"><b:name>elder</b:name></b:component></b:ancestors></b:pedigree>
      <b:components><b:component type="file"><b:name>inner.so</b:name></b:component></b:components>
      <b:evidence><b:identity><b:field>purl</b:field><b:concludedValue>pkg:maven/org.example/other@1.10</b:concludedValue></b:identity></b:evidence>
    </b:component>
    <b:component type="library"><b:version>3</b:version></b:component>
  </b:components>
  <b:services><b:service bom-ref="m"><b:name>mail</b:name></b:service></b:services>
  <b:dependencies><b:dependency ref="top"><b:dependency ref="o"/><b:dependency ref="nowhere"/></b:dependency></b:dependencies>
</b:bom>"#,
        "cyclonedx-xml",
        &[
            "shop 2 -",
            "org.example/outer 1.10 pkg:maven/org.example/outer@1.10",
            "inner.so - -",
            "mail - -",
        ],
    );
    let mut json = read(BOM_JSON.as_bytes()).unwrap();
    assert_eq!(
        inventory.components[1].place,
        "/bom/components/component[1]"
    );
    assert_eq!(inventory.refusals[0].place, "/bom/components/component[2]");
    json.kind = inventory.kind;
    json.notes.clone_from(&inventory.notes);
    json.refusals.clone_from(&inventory.refusals);
    for (one, other) in json.components.iter_mut().zip(&inventory.components) {
        one.place.clone_from(&other.place);
    }
    assert_eq!(inventory, json);
}

#[test]
fn spdx_2_json() {
    let inventory = check(
        r#"{"spdxVersion": "SPDX-2.3", "name": "it", "documentNamespace": "https://example.org/1",
            "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: maker", "Organization: Example (a@example.org)"]},
            "packages": [
              {"SPDXID": "SPDXRef-a", "name": "a", "versionInfo": "1", "supplier": "Organization: Example (a@example.org)",
               "originator": "NOASSERTION", "hasFiles": ["SPDXRef-f"],
               "checksums": [{"algorithm": "SHA1", "checksumValue": "AB"}],
               "externalRefs": [
                 {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:deb/debian/a@1"},
                 {"referenceCategory": "SECURITY", "referenceType": "http://spdx.org/rdf/references/cpe23Type", "referenceLocator": "cpe:2.3:a:e:a:1:*:*:*:*:*:*:*"}]},
              {"SPDXID": "SPDXRef-b", "name": "b", "versionInfo": "NOASSERTION"},
              null
            ],
            "files": [{"SPDXID": "SPDXRef-f", "fileName": "./x.c"}],
            "documentDescribes": ["SPDXRef-a"],
            "relationships": [
              {"spdxElementId": "SPDXRef-b", "relationshipType": "BUILD_DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-a"},
              {"spdxElementId": "SPDXRef-a", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "DocumentRef-x:SPDXRef-c"}]}"#,
        "spdx-2-json",
        &["a 1 pkg:deb/debian/a@1", "b - -", "./x.c - -"],
    );
    assert_eq!(
        (inventory.by, inventory.tools),
        (vec!["Example".to_owned()], vec!["maker".to_owned()])
    );
    assert_eq!(inventory.components[0].vendors.len(), 1);
    assert_eq!(inventory.components[0].vendors[0].name, "Example");
    assert_eq!(inventory.components[2].kind, Kind::File);
    assert_eq!(inventory.subjects, [0]);
    let edges: Vec<_> = inventory
        .edges
        .iter()
        .map(|e| (e.from, e.to, &e.relation))
        .collect();
    assert_eq!(
        edges,
        [(0, 2, &Relation::Contains), (0, 1, &Relation::DependsOn)]
    );
    assert_eq!(inventory.refusals[0].place, "/packages/2");
    assert!(
        inventory.notes[0].what.contains("DocumentRef-x"),
        "{:?}",
        inventory.notes
    );
}

#[test]
fn spdx_2_tags_and_values() {
    let inventory = check(
        "## made by hand\nSPDXVersion: SPDX-2.2\nDocumentName: it\nCreator: Person: Somebody ()\n\
         Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n\
         PackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageComment: <text>two\nPackageName: no\n</text>\n\
         PackageChecksum: SHA256: AB\n\
         ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/a@1\nExternalRef: SECURITY cpe22Type cpe:/a:e:a:1\n\
         FileName: ./x.c\nSPDXID: SPDXRef-f\nRelationship: SPDXRef-a CONTAINS SPDXRef-f\n\
         SnippetSPDXID: SPDXRef-s\nthis is no tag\n",
        "spdx-2-tags",
        &["a 1 pkg:deb/debian/a@1", "./x.c - -"],
    );
    assert_eq!(inventory.components[0].place, "line 6");
    assert_eq!(inventory.components[0].cpes, ["cpe:/a:e:a:1"]);
    assert_eq!(inventory.subjects, [0]);
    assert_eq!(inventory.edges.len(), 1);
    assert_eq!(inventory.counts.noted, 1);
    assert_eq!(inventory.notes.len(), 2);
}

#[test]
fn spdx_3() {
    let inventory = check(
        r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
            {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-02T03:04:05Z", "createdBy": ["urn:o"]},
            {"type": "Organization", "spdxId": "urn:o", "name": "Example"},
            {"type": "SpdxDocument", "spdxId": "urn:d", "name": "it", "rootElement": ["urn:a"]},
            {"type": "software_Package", "spdxId": "urn:a", "name": "a", "software_packageVersion": "1", "suppliedBy": "urn:o",
             "software_packageUrl": "pkg:generic/a@1",
             "externalIdentifier": [{"externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a:e:a:1:*:*:*:*:*:*:*"}],
             "verifiedUsing": [{"type": "Hash", "algorithm": "sha3_256", "hashValue": "AB"}]},
            {"@type": ["https://spdx.org/rdf/3.0.1/terms/Software/File"], "@id": "urn:f", "name": "x.c"},
            {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:l"},
            {"type": "Relationship", "from": "urn:a", "relationshipType": "hasDeclaredLicense", "to": ["urn:l"]},
            {"type": "Relationship", "from": "urn:a", "relationshipType": "contains", "to": ["urn:f", "urn:nowhere"]},
            {"type": "security_Vulnerability", "spdxId": "urn:v", "externalIdentifier": [{"externalIdentifierType": "cve", "identifier": "CVE-2099-0001"}]},
            {"type": "security_VexNotAffectedVulnAssessmentRelationship", "from": "urn:v", "to": ["urn:a"],
             "security_justificationType": "vulnerableCodeNotPresent", "security_impactStatement": "Not built in."}]}"#,
        "spdx-3-json",
        &["a 1 pkg:generic/a@1", "x.c - -"],
    );
    assert_eq!(inventory.by, ["Example"]);
    assert_eq!(inventory.components[0].vendors[0].name, "Example");
    assert_eq!(inventory.components[0].hashes[0].algorithm, "sha3256");
    assert_eq!(inventory.subjects, [0]);
    assert_eq!(inventory.edges.len(), 1);
    assert_eq!(inventory.notes.len(), 1);
    let statement = &inventory.statements[0];
    assert_eq!(statement.vulnerability, "CVE-2099-0001");
    assert_eq!(statement.products[0].component, Some(0));
    assert_eq!(
        statement.justification.unwrap().word(),
        "vulnerable_code_not_present"
    );
}

#[test]
fn spdx_in_rdf_is_refused_by_name() {
    refused(
        b"<rdf:RDF xmlns:rdf='r' xmlns:spdx='http://spdx.org/rdf/terms#'></rdf:RDF>",
        "SPDX in RDF/XML is not read",
    );
}

#[test]
fn swid_tag() {
    let inventory = check(
        r#"<SoftwareIdentity xmlns="http://standards.iso.org/iso/19770/-2/2015/schema.xsd" name="Editor &amp; Co"
              version="5.0u2" tagId="example.org-editor" patch="true">
             <Entity name="Example" regid="example.org" role="tagCreator softwareCreator"/>
             <Payload><Directory name="bin"><File name="editor" version="5.0.2"
               xmlns:SHA256="http://www.w3.org/2001/04/xmlenc#sha256"
               SHA256:hash="0000000000000000000000000000000000000000000000000000000000000000"/></Directory></Payload>
           </SoftwareIdentity>"#,
        "swid",
        &["Editor & Co 5.0u2 -", "editor 5.0.2 -"],
    );
    assert_eq!(
        inventory.components[0].swid.as_deref(),
        Some("example.org-editor")
    );
    assert_eq!(inventory.components[1].hashes[0].algorithm, "sha256");
    assert_eq!(inventory.notes.len(), 1);
}

#[test]
fn a_version_that_a_swid_tag_does_not_give_is_not_zero() {
    check(
        "<SoftwareIdentity name='a' tagId='t' version='0.0'/>",
        "swid",
        &["a - -"],
    );
}

#[test]
fn a_table_with_japanese_headings() {
    let inventory = check(
        "\u{feff}管理番号,製品名,ベンダー,バージョン,設置場所\r\n1,\"Example \"\"Server\"\",\n二号\",例示株式会社,Ver.3.2,東京\r\n2,,例示株式会社,1,\r\n,,,,\r\n3,Editor,,,大阪",
        "csv",
        &["Example \"Server\",\n二号 Ver.3.2 -", "Editor - -"],
    );
    assert_eq!(inventory.components[0].vendors[0].name, "例示株式会社");
    assert_eq!(inventory.components[0].reference.as_deref(), Some("1"));
    assert_eq!(inventory.components[1].place, "line 6");
    assert_eq!(inventory.refusals[0].place, "line 4");
    assert!(inventory.notes[0].what.contains("設置場所"));
}

#[test]
fn how_complete_a_list_is_stays_with_it() {
    let json = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "shop", "bom-ref": "top"}},
      "components": [{"type": "library", "name": "a", "bom-ref": "a"}, {"type": "library", "name": "b", "bom-ref": "b"}],
      "compositions": [{"aggregate": "incomplete_third_party_only", "assemblies": ["top"]},
        {"aggregate": "complete", "assemblies": ["a"], "dependencies": ["b"]}, {"aggregate": "complete", "assemblies": ["gone"]},
        {"aggregate": "unknown", "vulnerabilities": ["v"]}, {"assemblies": ["a"]}]}"#;
    let inventory = read(json.as_bytes()).unwrap();
    let said = |of| inventory.lists_all(of);
    assert_eq!(
        [said(None), said(Some(1)), said(Some(2))],
        [Some(false), Some(true), None]
    );
    let places: Vec<&str> = inventory
        .notes
        .iter()
        .map(|note| note.place.as_str())
        .collect();
    assert_eq!(places, ["/compositions/2/assemblies/0", "/compositions/4"]);
    let xml = r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component bom-ref="a"><name>a</name></component></components>
      <compositions><composition><aggregate>incomplete</aggregate><assemblies><assembly ref="a"/></assemblies></composition>
      <composition><aggregate>complete</aggregate></composition></compositions></bom>"#;
    let inventory = read(xml.as_bytes()).unwrap();
    assert_eq!(
        (inventory.lists_all(Some(0)), inventory.lists_all(None)),
        (Some(false), Some(true))
    );
    // Nothing said is not nothing missing.
    assert_eq!(read(BOM_JSON.as_bytes()).unwrap().lists_all(None), None);
}

#[test]
fn a_table_with_english_headings_and_any_separator() {
    check("Product Name;Version\na;1\n", "csv", &["a 1 -"]);
    check(
        "Vendor\tSoftware\tVersion\nExample\ta\t1\n",
        "csv",
        &["a 1 -"],
    );
    check("purl\npkg:npm/a@1\n", "csv", &["a - pkg:npm/a@1"]);
    check("name,cpe\n,cpe:/a:e:a:1\n", "csv", &["cpe:/a:e:a:1 - -"]);
}

#[test]
fn tables_are_read_in_every_encoding_that_japanese_spreadsheets_write() {
    let text = "製品名,ベンダ名,バージョン\r\n筆まめ,株式会社ナントカ,1.0\r\n表計算,ﾅﾝﾄｶ,2\r\n";
    let wide = |mark: &[u8], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(unit);
        mark.iter().copied().chain(units).collect()
    };
    for (bytes, note) in [
        (text.as_bytes().to_vec(), None),
        (wide(&[0xFF, 0xFE], u16::to_le_bytes), None),
        (wide(&[0xFE, 0xFF], u16::to_be_bytes), None),
        (wide(&[], u16::to_le_bytes), Some("read as UTF-16LE")),
        (
            encoding_rs::SHIFT_JIS.encode(text).0.into_owned(),
            Some("read as Windows-31J (Shift_JIS)"),
        ),
        (
            encoding_rs::EUC_JP.encode(text).0.into_owned(),
            Some("read as EUC-JP"),
        ),
    ] {
        let inventory = check(bytes, "csv", &["筆まめ 1.0 -", "表計算 2 -"]);
        let notes: Vec<&str> = inventory
            .notes
            .iter()
            .map(|note| note.what.as_str())
            .collect();
        assert_eq!(notes, note.into_iter().collect::<Vec<_>>());
        assert_eq!(inventory.components[0].vendors[0].name, "株式会社ナントカ");
    }
}

#[test]
fn bytes_that_cannot_be_decoded_cost_their_row() {
    let long = "日本語の長い名前の製品";
    let text = format!("製品名,バージョン\n{long},1\n壊,2\n{long},3\n");
    let mut bytes = encoding_rs::SHIFT_JIS.encode(&text).0.into_owned();
    let at = bytes
        .windows(2)
        .position(|pair| pair == encoding_rs::SHIFT_JIS.encode("壊").0.as_ref())
        .unwrap();
    // A first byte without a second one.
    bytes[at + 1] = b' ';
    let expected = [format!("{long} 1 -"), format!("{long} 3 -")];
    let inventory = check(bytes, "csv", &expected.each_ref().map(String::as_str));
    assert_eq!(inventory.refusals[0].place, "line 3");
}

#[test]
fn other_lists_in_the_encodings_of_old_are_refused_by_name() {
    refused(
        b"SPDXVersion: SPDX-2.3\nPackageName: \x90\xBB\x95\x69\x90\xBB\n",
        "Shift_JIS",
    );
}

#[test]
fn dpkg_list() {
    let inventory = check(
        "Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files\n|/ Err?=(none)\n\
         ||/ Name           Version          Architecture Description\n\
         +++-==============-================-============-===========\n\
         ii  libssl3:amd64  3.0.2-0ubuntu1.1 amd64        words\n\
         rc  old            1.0-1            all          words\n\
         hi  held           1:2.0-1ubuntu3   all          words\n\
         broken line\n",
        "dpkg-list",
        &[
            "libssl3 3.0.2-0ubuntu1.1 pkg:deb/ubuntu/libssl3@3.0.2-0ubuntu1.1?arch=amd64",
            "held 1:2.0-1ubuntu3 pkg:deb/ubuntu/held@1:2.0-1ubuntu3?arch=all",
        ],
    );
    assert_eq!((inventory.counts.noted, inventory.counts.refused), (1, 1));
    assert_eq!(inventory.refusals[0].place, "line 9");
}

#[test]
fn dpkg_query() {
    let inventory = check(
        "libssl3:amd64\t3.0.11-1~deb12u2\nbash\t5.2.15-2+b2\ngone\t\n",
        "dpkg-query",
        &[
            "libssl3 3.0.11-1~deb12u2 pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64",
            "bash 5.2.15-2+b2 pkg:deb/debian/bash@5.2.15-2%2Bb2",
        ],
    );
    assert_eq!(inventory.counts.noted, 1);
}

#[test]
fn dpkg_status() {
    let inventory = check(
        "Package: bash\nStatus: install ok installed\nMaintainer: Somebody <a@example.org>\nArchitecture: amd64\nVersion: 5.2-1\nDescription: words\n more: words\n\n\
         Package: old\nStatus: deinstall ok config-files\nVersion: 1\n\n\
         Status: install ok installed\n\n\n",
        "dpkg-status",
        &["bash 5.2-1 pkg:deb/bash@5.2-1?arch=amd64"],
    );
    assert_eq!(inventory.components[0].vendors[0].name, "Somebody");
    assert_eq!((inventory.counts.noted, inventory.counts.refused), (1, 1));
}

#[test]
fn rpm_list() {
    let inventory = check(
        "openssl-libs-3.0.7-18.el9_2.x86_64\ngpg-pubkey-fd431d51-4ae0493b\nbash-0:5.1.8-6.el9.noarch\nnonsense\n\
         a-1-1.noarch\nb-1-1.noarch\nc-1-1.noarch\nd-1-1.noarch\ne-1-1.noarch\nf-1-1.noarch\n",
        "rpm-list",
        &[
            "openssl-libs 3.0.7-18.el9_2 pkg:rpm/openssl-libs@3.0.7-18.el9_2?arch=x86_64",
            "bash 0:5.1.8-6.el9 pkg:rpm/bash@5.1.8-6.el9?arch=noarch&epoch=0",
            "a 1-1 pkg:rpm/a@1-1?arch=noarch",
            "b 1-1 pkg:rpm/b@1-1?arch=noarch",
            "c 1-1 pkg:rpm/c@1-1?arch=noarch",
            "d 1-1 pkg:rpm/d@1-1?arch=noarch",
            "e 1-1 pkg:rpm/e@1-1?arch=noarch",
            "f 1-1 pkg:rpm/f@1-1?arch=noarch",
        ],
    );
    assert_eq!((inventory.counts.noted, inventory.counts.refused), (1, 1));
}

#[test]
fn npm_lock_files_by_folder() {
    let inventory = check(
        r#"{"name": "shop", "version": "1.0.0", "lockfileVersion": 3, "packages": {
            "": {"name": "shop", "version": "1.0.0", "dependencies": {"a": "^1", "mine": "*"}},
            "node_modules/a": {"version": "1.2.3", "integrity": "sha512-AAEC", "dependencies": {"@s/b": "2"}},
            "node_modules/a/node_modules/@s/b": {"version": "2.0.0", "dev": true, "dependencies": {"a": "*", "lost": "1"}},
            "node_modules/alias": {"name": "real", "version": "3.0.0"},
            "node_modules/forked": {"version": "4.0.0", "resolved": "git+ssh://git@example.org/f.git#1"},
            "node_modules/mine": {"resolved": "packages/mine", "link": true},
            "packages/mine": {"version": "0.1.0"}}}"#,
        "package-lock",
        &[
            "shop 1.0.0 -",
            "a 1.2.3 pkg:npm/a@1.2.3",
            "@s/b 2.0.0 pkg:npm/%40s/b@2.0.0",
            "real 3.0.0 pkg:npm/real@3.0.0",
            "forked 4.0.0 -",
            "mine 0.1.0 -",
        ],
    );
    assert_eq!(inventory.version.as_deref(), Some("3"));
    assert_eq!(inventory.components[1].hashes[0].value, "000102");
    assert_eq!(inventory.components[2].scope.as_deref(), Some("dev"));
    let edges: Vec<_> = inventory.edges.iter().map(|e| (e.from, e.to)).collect();
    assert_eq!(edges, [(0, 1), (0, 5), (1, 2), (2, 1)]);
    assert_eq!(inventory.counts.noted, 1);
    assert!(
        inventory
            .notes
            .iter()
            .any(|note| note.what.contains("`lost`"))
    );
}

#[test]
fn npm_lock_files_within_each_other() {
    let inventory = check(
        r#"{"name": "shop", "version": "1.0.0", "lockfileVersion": 1, "dependencies": {
            "a": {"version": "1.2.3", "requires": {"b": "2"}, "dependencies": {"b": {"version": "2.0.0"}}},
            "b": {"version": "npm:real@1.0.0"},
            "c": {"version": "file:../c"}}}"#,
        "package-lock",
        &[
            "shop 1.0.0 -",
            "a 1.2.3 pkg:npm/a@1.2.3",
            "b 2.0.0 pkg:npm/b@2.0.0",
            "real 1.0.0 pkg:npm/real@1.0.0",
            "c file:../c -",
        ],
    );
    assert_eq!(
        inventory
            .edges
            .iter()
            .map(|e| (e.from, e.to))
            .collect::<Vec<_>>(),
        [(1, 2)]
    );
}

#[test]
fn cargo_lock_files() {
    let inventory = check(
        "# generated\nversion = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+https://example.org/index\"\n\
         checksum = \"0000000000000000000000000000000000000000000000000000000000000000\"\n\n\
         [[package]]\nname = \"a\"\nversion = \"2.0.0\"\nsource = \"git+https://example.org/a#1\"\n\n\
         [[package]]\nname = \"mine\"\nversion = \"0.1.0\"\ndependencies = [\"a 1.0.0\", \"a\", \"lost\"]\n",
        "cargo-lock",
        &[
            "a 1.0.0 pkg:cargo/a@1.0.0",
            "a 2.0.0 pkg:cargo/a@2.0.0?vcs_url=git%2Bhttps:%2F%2Fexample.org%2Fa%231",
            "mine 0.1.0 -",
        ],
    );
    assert_eq!(inventory.version.as_deref(), Some("4"));
    assert_eq!(
        inventory
            .edges
            .iter()
            .map(|e| (e.from, e.to))
            .collect::<Vec<_>>(),
        [(2, 0)]
    );
    assert_eq!(inventory.notes.len(), 2);
}

#[test]
fn our_own_lock_file_is_whole() {
    let lock = include_str!("../../../Cargo.lock");
    let inventory = read(lock.as_bytes()).unwrap();
    assert_eq!(
        inventory.components.len(),
        lock.matches("[[package]]").count()
    );
    assert_eq!(inventory.notes, []);
}

#[test]
fn python_requirements() {
    let inventory = check(
        "# list\n--index-url https://example.org/simple\n-r more.txt\n\
         Django==4.2.1 ; python_version > '3.8'  # words\n\
         zope.interface[test] == 5.4 \\\n    --hash=sha256:AB \\\n    --hash=sha256:CD\n\
         requests>=2.0,<3\nfork @ https://example.org/fork.zip\nstar==1.*\n!!\nlib_x===1\n",
        "requirements",
        &[
            "Django 4.2.1 pkg:pypi/django@4.2.1",
            "zope.interface 5.4 pkg:pypi/zope.interface@5.4",
            "requests - pkg:pypi/requests",
            "fork - -",
            "star - pkg:pypi/star",
            "lib_x 1 pkg:pypi/lib-x@1",
        ],
    );
    assert_eq!(inventory.components[1].hashes.len(), 2);
    assert_eq!((inventory.counts.noted, inventory.counts.refused), (1, 1));
    assert_eq!(inventory.notes.len(), 5);
}

#[test]
fn what_is_no_list_is_refused_with_what_it_is() {
    refused(b"\xFD7zXZ\0", "packed with xz");
    refused(b"\x1F\x8B\x08", "packed with gzip");
    refused(b"PK\x03\x04", "spreadsheet");
    refused(b"", "empty");
    refused(b"{\"a\": 1}", "none of the kinds");
    refused(b"[1]", "none of the kinds");
    refused(b"*.json\nanother\n", "none of the kinds");
    refused(b"<html></html>", "none of the kinds");
}

#[test]
fn members_come_in_any_order() {
    let filler = "x".repeat(100_000);
    let late = format!(r#"{{"components": [{{"name": "{filler}"}}], "bomFormat": "CycloneDX"}}"#);
    assert_eq!(detect(late.as_bytes()).unwrap().name(), "cyclonedx-json");
}

#[test]
fn a_stream_that_fails_is_no_short_document() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("torn"))
        }
    }
    let found = noroshi_inventory::read_from(Broken);
    assert!(matches!(found, Err(NotRead::Stream(_))));
}
