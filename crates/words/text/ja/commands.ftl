# コマンドだけが使う言葉。

# HTTP で伝える問題。
problem-unknown-id-hint = つづりを確かめるか、タイトルの語で検索してください: /search?q=
problem-unknown-source = 「{ $name }」という情報源はありません。
problem-unknown-source-hint = /sources に情報源の一覧があります。
problem-parameter = パラメータ「{ $name }」に「{ $value }」は使えません。
problem-wants-number = 整数を指定してください。「limit」は 1,000 までです。
problem-wants-sort = 次のどれかを指定してください: changed, public, seen, score, epss, id
problem-wants-date = 日付 (2024-07-01)、時刻 (2024-07-01T12:00:00Z)、または通し番号を指定してください。
problem-wants-fields = 次の名前をコンマで区切って指定してください: id, severity, score, scored_by, differs, exploited, fix, rejected, epss, products, title, sources, made_public, first_seen, last_changed
problem-address = アドレスを読み取れません。
problem-address-hint = 特殊な文字はパーセント記号で書き、各パラメータは一度だけ書いてください。
problem-no-such-address = このアドレスには何もありません。
problem-no-such-address-hint = /search、/v/CVE-2021-44228、/sources から始めてください。ページのアドレスの後に .json を付けると値が得られます。
problem-store = 保存庫が応答できませんでした。
problem-store-hint = 理由はプログラムのログにあります。`noroshi db check` で破損を調べられます。
