//! Japanese search over a house: which titles a query finds, and which it does not.

use std::{collections::BTreeMap, fs};

use noroshi_app::{House, ImportOptions, Question};

/// Titles of entries of JVN iPedia and JVN; the last ones are of our own, for spellings none of these has.
const TITLES: [(&str, &str); 26] = [
    (
        "printer",
        "キヤノン製レーザープリンターおよびスモールオフィス向け複合機におけるクロスサイトスクリプティングの脆弱性",
    ),
    (
        "label",
        "ラベルプリンター「テプラ」PRO SR5900P / SR-R7900P における認証情報の不十分な保護の脆弱性",
    ),
    (
        "gimoty",
        "Android アプリ「ジモティー」に外部サービスの API キーがハードコードされている問題",
    ),
    (
        "virus",
        "トレンドマイクロ ウイルス検索エンジンの UPX ファイル処理にバッファオーバーフローの脆弱性",
    ),
    (
        "scanner",
        "トレンドマイクロ製スマートホームスキャナー（Windows 版）のインストーラにおける DLL 読み込みに関する脆弱性",
    ),
    (
        "password",
        "パスワードマネージャー「ミルパス」PW10 / PW20 における機微な情報を暗号化していない脆弱性",
    ),
    (
        "planex",
        "プラネックス製MZK-DP300Nにおけるクロスサイトスクリプティングの脆弱性",
    ),
    ("university", "東京電機大学のMyJVN APIに情報漏えいの脆弱性"),
    ("bidding", "電子入札コアシステムにおける複数の脆弱性"),
    ("garoon", "サイボウズ Garoon に複数の脆弱性"),
    (
        "airbag",
        "エアバッグコントロールユニットにおける暗号アルゴリズムの使用に関する脆弱性",
    ),
    ("aterm", "NEC Atermシリーズにおける複数の脆弱性（NV25-003）"),
    (
        "blog",
        "EC-CUBE 用プラグイン「簡単ブログ for EC-CUBE4」におけるクロスサイトリクエストフォージェリの脆弱性",
    ),
    (
        "payment",
        "「EC-CUBE ペイメント決済モジュール」および EC-CUBE 用「GMO-PG 決済モジュール (PG マルチペイメントサービス)」における複数の脆弱性",
    ),
    (
        "lumiere",
        "EC-CUBE 用モジュール「ルミーズ決済モジュール(2.11系・2.12系・2.13系)」における複数の脆弱性",
    ),
    (
        "amazon",
        "EC-CUBE 用プラグイン「Amazon Payプラグイン2.12、2.13」におけるクロスサイトスクリプティングの脆弱性",
    ),
    ("zero", "libjxl におけるゼロ除算に関する脆弱性"),
    (
        "kernel",
        "Linux の Linux Kernel における NULL ポインタデリファレンスに関する脆弱性",
    ),
    (
        "openssl",
        "OpenSSL に関するセキュリティ情報 (2022年5月6日 公開)",
    ),
    (
        "serverprotect",
        "トレンドマイクロ製 ServerProtect における認証回避の脆弱性",
    ),
    (
        "sqli",
        "oclc の oaicat における SQL インジェクションの脆弱性",
    ),
    ("server", "サーバーの設定とブラウザーの通信に関する問題"),
    ("names", "佐々木と髙橋が使う富士フイルムの装置"),
    ("circled", "第②項の部品Ⅳと㈱マークの表示"),
    (
        "dots",
        "インジェクション・クロスサイト・スクリプティング、レイヴンの検査・認証",
    ),
    ("halfwidth", "ﾌﾞﾗｳｻﾞとﾃﾞｰﾀﾍﾞｰｽのﾊﾟｽﾜｰﾄﾞ"),
];

/// What is typed, what must be found, what must not.
const TABLE: &[(&str, &[&str], &[&str])] = &[
    // Two characters are a word.
    (
        "認証",
        &["label", "serverprotect", "dots"],
        &["password", "garoon"],
    ),
    ("保護", &["label"], &["printer"]),
    ("入札", &["bidding"], &["garoon"]),
    ("漏え", &["university"], &["password"]),
    ("除算", &["zero"], &["kernel"]),
    ("回避", &["serverprotect"], &["label"]),
    ("決済", &["payment", "lumiere"], &["amazon", "blog"]),
    ("暗号", &["password", "airbag"], &["label"]),
    // One character, as the beginning of a word or within one.
    ("漏", &["university"], &["password"]),
    ("札", &["bidding"], &["garoon"]),
    // Longer words are runs: their characters stand side by side.
    ("情報漏えい", &["university"], &["openssl"]),
    ("漏えい情報", &[], &["university"]),
    (
        "脆弱性",
        &["zero", "kernel", "garoon"],
        &["gimoty", "openssl"],
    ),
    ("弱脆性", &[], &["zero"]),
    ("東京電機大学", &["university"], &["bidding"]),
    ("東京大学", &[], &["university"]),
    // Half-width kana, with dakuten and handakuten as marks of their own.
    ("ﾌﾟﾘﾝﾀ", &["printer", "label"], &["scanner"]),
    ("ﾊﾞｯﾌｧｵｰﾊﾞｰﾌﾛｰ", &["virus"], &["sqli"]),
    ("ｻｲﾎﾞｳｽﾞ", &["garoon"], &["blog"]),
    ("ｳｲﾙｽ", &["virus"], &["scanner"]),
    ("ﾃﾌﾟﾗ", &["label"], &["printer"]),
    ("ブラウザ", &["server", "halfwidth"], &["printer"]),
    ("データベース", &["halfwidth"], &["server"]),
    ("パスワード", &["password", "halfwidth"], &["server"]),
    ("ハスワート", &[], &["password", "halfwidth"]),
    // The same marks as combining characters, as some systems write file names.
    (
        "フ\u{309A}ラク\u{3099}イン",
        &["blog", "amazon"],
        &["lumiere"],
    ),
    // Full-width Latin and digits.
    ("ＯｐｅｎＳＳＬ", &["openssl"], &["zero"]),
    ("ＳＱＬ", &["sqli"], &["openssl"]),
    ("ＭＺＫ－ＤＰ３００Ｎ", &["planex"], &["aterm"]),
    ("ＰＷ１０", &["password"], &["label"]),
    ("ｎｖ２５－００３", &["aterm"], &["planex"]),
    // The long vowel at the end of a katakana word.
    ("プリンタ", &["printer", "label"], &["scanner"]),
    ("プリンター", &["printer", "label"], &["scanner"]),
    ("スキャナ", &["scanner"], &["printer"]),
    ("サーバ", &["server"], &["serverprotect"]),
    ("サーバー", &["server"], &["serverprotect"]),
    ("サーバの設定", &["server"], &["halfwidth"]),
    ("サーバーの設定", &["server"], &["halfwidth"]),
    ("ブラウザーの通信", &["server"], &["halfwidth"]),
    ("ブラウザの通信", &["server"], &["halfwidth"]),
    ("インストーラー", &["scanner"], &["virus"]),
    ("マネージャ", &["password"], &["scanner"]),
    ("ポインター", &["kernel"], &["printer"]),
    ("レーザプリンタ", &[], &["printer"]),
    // Within a word it belongs to the word.
    ("デタベース", &[], &["halfwidth"]),
    ("コントロル", &[], &["airbag"]),
    ("ゼロー", &["zero"], &["kernel"]),
    // Latin and Japanese together, in either order, with a space of either width or none.
    ("OpenSSL セキュリティ", &["openssl"], &["virus"]),
    ("OpenSSL 脆弱性", &[], &["openssl", "zero"]),
    ("libjxl　脆弱性", &["zero"], &["openssl"]),
    ("脆弱性 libjxl", &["zero"], &["kernel"]),
    ("NULLポインタ", &["kernel"], &["zero"]),
    ("SQLインジェクション", &["sqli"], &["openssl"]),
    ("MyJVN APIに", &["university"], &["gimoty"]),
    ("サイボウズGaroon", &["garoon"], &["virus"]),
    ("サイボウズ製Garoon", &[], &["garoon"]),
    ("Windows版", &["scanner"], &["virus"]),
    // In quotation marks, in this order.
    ("\"外部サービス\"", &["gimoty"], &["payment"]),
    ("\"サービスの外部\"", &[], &["gimoty"]),
    ("認証 -回避", &["label", "dots"], &["serverprotect"]),
    ("入札 OR 除算", &["bidding", "zero"], &["garoon"]),
    // Middle dots: within katakana no gap, elsewhere a gap.
    (
        "クロスサイト・スクリプティング",
        &["printer", "planex", "amazon", "dots"],
        &["blog"],
    ),
    (
        "クロスサイトスクリプティング",
        &["printer", "planex", "amazon", "dots"],
        &["blog"],
    ),
    (
        "クロスサイト･スクリプティング",
        &["printer", "dots"],
        &["blog"],
    ),
    ("検査・認証", &["dots"], &["label"]),
    ("査認", &[], &["dots"]),
    ("2.12系", &["lumiere"], &["amazon"]),
    // The iteration mark is a character, not what it repeats.
    ("佐々木", &["names"], &["server"]),
    ("佐佐木", &[], &["names"]),
    ("々", &["names"], &["server"]),
    // Small kana are large ones: makers write themselves so.
    ("キャノン", &["printer"], &["label"]),
    ("キヤノン", &["printer"], &["label"]),
    ("富士フィルム", &["names"], &["printer"]),
    ("テイプラ", &[], &["label"]),
    // Hiragana are katakana.
    ("くろすさいと", &["printer", "blog", "dots"], &["zero"]),
    ("てぷら", &["label"], &["printer"]),
    ("マイクロニ", &[], &["virus"]),
    // Other sounds and other kanji are other words.
    ("レイヴン", &["dots"], &["printer"]),
    ("レイブン", &[], &["dots"]),
    ("ウィルス", &["virus"], &["scanner"]),
    ("ビールス", &[], &["virus"]),
    ("髙橋", &["names"], &["server"]),
    ("高橋", &[], &["names"]),
    ("情報漏洩", &[], &["university"]),
    // Numbers in circles, Roman numerals and squared words are what they stand for.
    ("第2項", &["circled"], &["names"]),
    ("第②項", &["circled"], &["names"]),
    ("部品IV", &["circled"], &["names"]),
    ("株", &["circled"], &["names"]),
    ("㈱", &["circled"], &["names"]),
    // Brackets and punctuation of either width are gaps.
    ("「テプラ」", &["label"], &["printer"]),
    ("（Windows 版）", &["scanner"], &["virus"]),
    ("2022年5月6日", &["openssl"], &["aterm"]),
];

#[test]
fn a_query_finds_the_titles_it_should_and_no_other_spelling() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(&folder.path().join("store")).unwrap();
    let name = |place: usize| format!("CVE-2099-{place:04}");
    let names: BTreeMap<String, &str> = TITLES
        .iter()
        .enumerate()
        .map(|(place, (short, _))| (name(place), *short))
        .collect();
    let paths = TITLES.iter().enumerate().map(|(place, (short, title))| {
        let file = folder.path().join(format!("{short}.json"));
        fs::write(&file, record(&name(place), title)).unwrap();
        file
    });
    let options = ImportOptions {
        paths: paths.collect(),
        ..ImportOptions::default()
    };
    let report = house.import(&options, &|_| ()).unwrap();
    assert_eq!(report.total().records, TITLES.len() as u64);

    let mut wrong = Vec::new();
    for (query, wanted, unwanted) in TABLE {
        let question = Question {
            query: (*query).to_owned(),
            limit: 100,
            ..Question::default()
        };
        let rows = house.search(&question).unwrap().rows;
        let found: Vec<&str> = rows.iter().map(|row| names[&row.id]).collect();
        let missed = wanted.iter().filter(|w| !found.contains(w));
        let extra = unwanted.iter().filter(|u| found.contains(u));
        for (what, title) in missed
            .map(|t| ("missed", t))
            .chain(extra.map(|t| ("found", t)))
        {
            assert!(TITLES.iter().any(|(short, _)| short == title), "{title}");
            wrong.push(format!("{query}: {what} {title}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(TABLE.len() >= 60);
}

/// A CVE record that says nothing but its title.
fn record(id: &str, title: &str) -> String {
    let organisation = "00000000-0000-4000-8000-000000000000";
    serde_json::json!({
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": { "cveId": id, "assignerOrgId": organisation, "state": "PUBLISHED" },
        "containers": { "cna": {
            "providerMetadata": { "orgId": organisation },
            "descriptions": [{ "lang": "ja", "value": title }],
        } },
    })
    .to_string()
}
