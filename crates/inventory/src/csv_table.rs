//! A table of assets as people keep them: comma, semicolon or tabulator, headings in English or
//! Japanese.

use crate::{
    Component, Head, Inventory, Kind, NotRead, Reader, Vendor, VendorRole, draft::Draft, text,
    text::shown,
};

const KIND: &str = "csv";

/// A table of assets.
pub(crate) struct CsvTable;

impl Reader for CsvTable {
    fn name(&self) -> &'static str {
        KIND
    }

    fn about(&self) -> &'static str {
        "table of assets (CSV), headings in English or Japanese"
    }

    fn looks_like(&self, head: &Head) -> bool {
        let Some(first) = head.lines().first() else {
            return false;
        };
        let columns = columns(&fields(first, separator(first)));
        columns.contains(&Some(Column::Name)) && columns.len() > 1
            || columns.contains(&Some(Column::Purl))
            || columns.contains(&Some(Column::Cpe))
    }

    fn read(&self, document: &[u8]) -> Result<Inventory, NotRead> {
        let mut notes = Vec::new();
        let (text, decoded) = text::decode_table(document, KIND, &mut notes)?;
        let mut draft = Draft::new(KIND, notes);
        let separator = separator(
            text.lines()
                .find(|line| !line.trim().is_empty())
                .unwrap_or_default(),
        );
        let mut headings: Option<Vec<Option<Column>>> = None;
        let unended = each_row(&text, separator, &mut |number, row| {
            let place = format!("line {number}");
            match &headings {
                Some(_) if decoded && row.iter().any(|field| field.contains('\u{FFFD}')) => {
                    draft.refuse(place, "bytes that are not in the encoding of the table");
                }
                Some(columns) => entry(row, columns, place, &mut draft),
                None => headings = Some(read_headings(row, place, &mut draft)),
            }
        });
        if let Some(line) = unended {
            let what = "a quotation that begins in this row never ends";
            draft.note(format!("line {line}"), what);
        }
        if headings.is_none() {
            return Err(NotRead::Bad {
                kind: KIND,
                reason: "no row".to_owned(),
            });
        }
        draft.finish(&mut Vec::new())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Vendor,
    Version,
    Cpe,
    Purl,
    Kind,
    Reference,
}

/// The words by which people head a column, in lower case and without what is not a letter.
const HEADINGS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "name",
            "product",
            "productname",
            "software",
            "softwarename",
            "package",
            "packagename",
            "component",
            "componentname",
            "application",
            "applicationname",
            "asset",
            "assetname",
            "title",
            "displayname",
            "製品",
            "製品名",
            "製品名称",
            "商品名",
            "ソフトウェア",
            "ソフトウェア名",
            "ソフトウェア名称",
            "ソフト名",
            "ソフト名称",
            "ソフトウエア名",
            "アプリケーション名",
            "アプリ名",
            "パッケージ名",
            "コンポーネント名",
            "資産名",
            "資産名称",
            "名称",
            "品名",
            "機器名",
            "型番",
            "プログラム名",
        ],
    ),
    (
        Column::Vendor,
        &[
            "vendor",
            "vendorname",
            "supplier",
            "suppliername",
            "manufacturer",
            "publisher",
            "maker",
            "company",
            "developer",
            "ベンダ",
            "ベンダー",
            "ベンダ名",
            "ベンダー名",
            "メーカ",
            "メーカー",
            "メーカ名",
            "メーカー名",
            "製造元",
            "発行元",
            "開発元",
            "開発者",
            "提供元",
            "供給元",
            "提供者",
            "販売元",
            "サプライヤ",
            "サプライヤー",
            "サプライヤー名",
            "サプライヤ名",
            "会社名",
        ],
    ),
    (
        Column::Version,
        &[
            "version",
            "ver",
            "versionnumber",
            "productversion",
            "packageversion",
            "installedversion",
            "release",
            "バージョン",
            "バージョン番号",
            "バージョン情報",
            "ヴァージョン",
            "版",
            "版数",
            "リリース",
            "製品バージョン",
        ],
    ),
    (
        Column::Cpe,
        &[
            "cpe",
            "cpename",
            "cpe23",
            "cpe23uri",
            "cpe名",
            "製品識別子cpe",
        ],
    ),
    (Column::Purl, &["purl", "packageurl", "パッケージurl"]),
    (
        Column::Kind,
        &[
            "type",
            "kind",
            "category",
            "種別",
            "種類",
            "分類",
            "区分",
            "カテゴリ",
            "カテゴリー",
        ],
    ),
    (
        Column::Reference,
        &[
            "id",
            "assetid",
            "assettag",
            "管理番号",
            "資産番号",
            "資産管理番号",
            "資産id",
            "番号",
            "no",
        ],
    ),
];

/// What each heading means. The first column of a meaning holds it, but for names, which may be
/// several.
fn columns(headings: &[String]) -> Vec<Option<Column>> {
    let mut found: Vec<Option<Column>> = Vec::new();
    for heading in headings {
        let plain: String = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || *c == 'ー')
            .flat_map(char::to_lowercase)
            .collect();
        let column = HEADINGS
            .iter()
            .find(|(_, words)| words.contains(&plain.as_str()))
            .map(|(column, _)| *column)
            .filter(|column| !found.contains(&Some(*column)));
        found.push(column);
    }
    found
}

/// Reads the first row; columns whose heading is not known are noted.
fn read_headings(row: &[String], place: String, draft: &mut Draft) -> Vec<Option<Column>> {
    let columns = columns(row);
    let unknown: Vec<&str> = row
        .iter()
        .zip(&columns)
        .filter(|(heading, column)| column.is_none() && !heading.trim().is_empty())
        .map(|(heading, _)| heading.trim())
        .collect();
    if !unknown.is_empty() {
        let what = format!("columns that are not read: {}", shown(&unknown.join(", ")));
        draft.note(place, what);
    }
    columns
}

fn entry(row: &[String], columns: &[Option<Column>], place: String, draft: &mut Draft) {
    let cell = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted))?;
        let text = row.get(at)?.trim();
        (!text.is_empty() && text != "-").then_some(text)
    };
    if row.iter().all(|text| text.trim().is_empty()) {
        return;
    }
    if row.len() != columns.len() {
        let what = format!("{} fields under {} headings", row.len(), columns.len());
        draft.note(place.clone(), what);
    }
    let mut component = Component::new("", place.clone());
    if let Some(purl) = cell(Column::Purl) {
        draft.purl(&mut component, purl, || place.clone());
    }
    for cpe in cell(Column::Cpe)
        .into_iter()
        .flat_map(|cell| cell.split([' ', '\n', ';']))
    {
        if !cpe.trim().is_empty() {
            draft.cpe(&mut component, cpe.trim(), || place.clone());
        }
    }
    // A row may name its product by a package URL or a CPE alone.
    component.name = cell(Column::Name)
        .or_else(|| component.purls.first().map(crate::Purl::name))
        .or_else(|| component.cpes.first().map(String::as_str))
        .unwrap_or_default()
        .to_owned();
    component.version = cell(Column::Version).map(str::to_owned);
    component.kind = cell(Column::Kind).map_or(Kind::Unsaid, Kind::from_word);
    component.reference = cell(Column::Reference).map(str::to_owned);
    if let Some(name) = cell(Column::Vendor) {
        component.vendors.push(Vendor {
            role: VendorRole::Supplier,
            name: name.to_owned(),
        });
    }
    draft.add(component);
}

/// The separator that stands most often in the first line.
fn separator(line: &str) -> char {
    [',', '\t', ';']
        .into_iter()
        .max_by_key(|c| (line.matches(*c).count(), *c == ','))
        .unwrap_or(',')
}

/// The most fields of one row; further ones are left out.
const FIELDS: usize = 1000;

/// Visits each row that is not empty with the line it begins in (RFC 4180: a quoted field may hold
/// separators, line ends and doubled quotes). Answers with the line of a row that never ends.
fn each_row(text: &str, separator: char, visit: &mut dyn FnMut(usize, &[String])) -> Option<usize> {
    let mut row: Vec<String> = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let (mut line, mut begun) = (1, 1);
    let end_field = |row: &mut Vec<String>, field: &mut String| {
        let field = std::mem::take(field);
        if row.len() < FIELDS {
            row.push(field);
        }
    };
    let mut end_row = |row: &mut Vec<String>, begun: usize| {
        if row.iter().any(|field| !field.trim().is_empty()) {
            visit(begun, row);
        }
        row.clear();
    };
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            '\n' => {
                line += 1;
                if quoted {
                    field.push('\n');
                    continue;
                }
                end_field(&mut row, &mut field);
                end_row(&mut row, begun);
                begun = line;
            }
            '\r' if characters.peek() == Some(&'\n') => {}
            c if c == separator && !quoted => end_field(&mut row, &mut field),
            c => field.push(c),
        }
    }
    if !field.is_empty() || !row.is_empty() {
        end_field(&mut row, &mut field);
        end_row(&mut row, begun);
    }
    quoted.then_some(begun)
}

/// The fields of one line.
fn fields(line: &str, separator: char) -> Vec<String> {
    let mut found = Vec::new();
    each_row(line, separator, &mut |_, row| {
        if found.is_empty() {
            found = row.to_vec();
        }
    });
    found
}
