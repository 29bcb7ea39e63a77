# コマンドだけが使う言葉。

# HTTP で伝える問題。
problem-unknown-id-hint = つづりを確かめるか、タイトルの語で検索してください: /search?q=
problem-unknown-source = 「{ $name }」という情報源はありません。
problem-unknown-source-hint = /sources に情報源の一覧があります。
problem-parameter = パラメータ「{ $name }」に「{ $value }」は使えません。
problem-wants-number = 整数を指定してください。「limit」は 1,000 までです。
problem-wants-sort = 次のどれかを指定してください: changed, public, seen, score, epss, id
problem-wants-date = 日付 (2024-07-01)、時刻 (2024-07-01T12:00:00Z)、または通し番号を指定してください。
problem-wants-fields = 次の名前をコンマで区切って指定してください: id, severity, score, scored_by, scored_at, differs, exploited, fix, rejected, epss, epss_at, products, title, sources, made_public, first_seen, last_changed
problem-address = アドレスを読み取れません。
problem-address-hint = 特殊な文字はパーセント記号で書き、各パラメータは一度だけ書いてください。
problem-no-such-address = このアドレスには何もありません。
problem-no-such-address-hint = /search、/v/CVE-2021-44228、/sources から始めてください。ページのアドレスの後に .json を付けると値が得られます。
problem-method = このアドレスは読み取り専用です。GET で要求してください。
problem-store = 保存庫が応答できませんでした。
problem-store-hint = 理由はプログラムのログにあります。`noroshi db check` で破損を調べられます。

# プログラムの話し方。
talk-error = エラー
talk-cause = 原因
talk-warning = 警告
talk-hint = ヒント

# ヘルプの枠。
help-usage = 使い方:
help-commands = コマンド
help-command-name = コマンド
help-arguments = 引数
help-options = オプション
help-global = 共通のオプション
help-examples = 例:
help-more = `noroshi コマンド --help` で各コマンドを、`noroshi help start`、`query`、`dates`、`formats` などでそのほかを説明します。

# ヘルプ: コマンド。
cmd-noroshi = 脆弱性について世界の情報源が述べることを並べて見る
cmd-noroshi-long = JVN iPedia、NVD、CVE リスト、KEV、EPSS が述べることを全版保存し、誰がいつ述べたかを示します。データは標準出力に、そのほかは標準エラー出力に書きます。
cmd-serve = 画面、API、定期取得をまとめて動かす
cmd-serve-long = この計算機で画面と API を提供し、裏で情報源を取得します。Ctrl-C または SIGTERM を受けると、処理中の要求を終えてから止まります。利用者の認証はありません。ほかのアドレスで待ち受けるのは、認証を行うプロキシの後ろに限ってください。
cmd-search = 脆弱性を探す
cmd-search-long = 検索式は `noroshi help query` で説明します。検索式がなければ、更新の新しい順にすべてを並べます。
cmd-show = 一つの脆弱性をすべての記述とともに見る
cmd-show-long = 各項目に、誰が述べたかを添えます。何も述べていない情報源は「記載なし」と示します。これは「影響なし」ではありません。
cmd-history = いつ誰が何を変更したかを見る
cmd-history-long = 新しく届いた順です。重要な変更とは、深刻度の区分、影響を受ける製品、悪用、対策、削除など、人の手を止めるべきものです。
cmd-score = CVSS のベクタから評価値を計算する
cmd-score-long = CVSS 2.0、3.0、3.1、4.0 のベクタを、実際に見かける書き方のまま読み取り、補った点を示します。二つ指定すると、異なる評価項目も示します。`-` を指定すると、標準入力から一行に一つずつ読み取り、それぞれに一行の JSON で答えます。
cmd-cpe = CPE 名の関係を調べる
cmd-cpe-match = ある CPE 名が別の CPE 名に照合するかを調べる
cmd-cpe-match-long = A (NVD の条件など) と B (製品など) の関係を NISTIR 7696 に従って示します: 等しい、上位集合、部分集合、共通部分なし、未定義。A が B と等しいか上位集合であれば照合します。名前は formatted string、URI (CPE 2.2 も可)、WFN のどれでもよく、実際に見かける書き方のまま読み取り、許容した点を示します。`-` を指定すると、タブで区切った二つの名前を標準入力から一行に一組ずつ読み取り、それぞれに一行の JSON で答えます。
cmd-import = 文書を読み込む
cmd-import-long = ファイル、フォルダ、書庫 (gz、xz、zst、zip、tar) を読みます。`-` は標準入力です。どの項目も、記述、注記、理由付きの拒否のどれかになり、数は必ず合います。同じものを二度読み込んでも何も変わりません。
cmd-sync = 期限の来た情報源を取得する
cmd-sync-long = 期限の来た情報源、または指定した情報源を取得します。途中で何があっても取得できた分は保存され、次はそこから続けます。
cmd-source = 情報源を一覧・表示する
cmd-source-list = 情報源とその状態を一覧する
cmd-source-show = 一つの情報源の利用条件と状態を見る
cmd-db = 保存庫の手入れをする
cmd-db-status = 保存内容と、遅れの有無を見る
cmd-db-check = 全文書のダイジェストと台帳の連鎖を検査する
cmd-db-rebuild = 台帳以外をすべて作り直す
cmd-db-backup = 使用中の保存庫をファイルに複写する
cmd-help = 話題やコマンドを説明する
cmd-help-long = 話題: start、query、reading、dates、formats、exit-codes、keys、accessibility。同じ文章がページの /help にもあります
cmd-completion = シェルの補完スクリプトを書き出す
cmd-man = マニュアルページを書き出す
cmd-version = Noroshi の版を表示する。ほかのソフトウェアの版を比べる
cmd-version-long = コマンドを付けなければ Noroshi の版を表示します。体系は alpm、apk、cargo、composer、datetime、deb、gem、generic、gentoo、golang、intdot、lexicographic、maven、npm、nuget、openssl、product、pypi、rpm、semver です。
cmd-version-compare = 二つの版のどちらが先かを答える
cmd-version-compare-long = 一つ目が先なら -1、同じなら 0、後なら 1 と答え、どちらかがその体系の版でなければ incomparable と答えます。`-` を指定すると、標準入力から一行に一組ずつ、体系と二つの版をタブ区切りで読み取り、それぞれに一行の JSON で答えます。
cmd-version-in = 版が範囲に入るかを答える
cmd-version-in-long = yes か no、その体系の版でなければ unknown と答えます。範囲は vers か、その体系の書き方(npm のキャレットとチルダ、PyPI の指定子、Maven の括弧、`>= 1.0, < 2.0 || = 3.1` のような比較)で書きます。`-` を指定すると、標準入力から一行に一組ずつ、体系、版、範囲をタブ区切りで読み取り、それぞれに一行の JSON で答えます。

# ヘルプ: 引数とオプション。
arg-format = 出力の形式: table、json、jsonl、csv、markdown、atom
arg-output = ファイルに書く。何度でも指定できる: `-o json=r.json -o table`
arg-fields = 項目を選ぶ。コンマ区切り: `id,title,score`
arg-lang = 表示の言語 [指定がなければ LC_ALL、LC_MESSAGES、LANG]
arg-color = 色: auto、always、never [NO_COLOR、CLICOLOR_FORCE にも従う]
arg-no_progress = 進み具合を表示しない
arg-quiet = データ以外の表示を控える
arg-verbose = 詳しく表示する
arg-offline = 何も取得しない
arg-config = 設定ファイル [環境変数: NOROSHI_CONFIG]
arg-data = 保存庫のフォルダ [環境変数: NOROSHI_DATA。なければ $XDG_DATA_HOME/noroshi または ~/.local/share/noroshi]
arg-help = ヘルプ: `-h` は一画面、`--help` はすべて
arg-version = 版を表示する
arg-serve-listen = 待ち受けるアドレスとポート。ポート 0 は空きを使う [既定: 127.0.0.1:8080]
arg-serve-demo = 内蔵のサンプルを使い捨ての保存庫で提供する
arg-serve-no_sync = 裏で何も取得しない
arg-search-query = 検索式。複数の語に引用符は要らない
arg-search-sort = 並べ順: changed、public、seen、score、epss、id [既定: changed]
arg-search-limit = 最大の行数、1 から 1000 [既定: 20]
arg-search-start = 読み飛ばす行数
arg-show-id = 識別子。CVE、JVNDB、JVN#、GHSA など
arg-show-at = その日、その時刻、または台帳のその位置での状態
arg-show-source = この情報源の記述だけ
arg-show-original = 原文をそのまま
arg-history-id = 識別子
arg-history-material = 重要な変更だけ
arg-history-since = この日以降に届いたものだけ
arg-version-compare-scheme = 版の番号の体系。- で標準入力
arg-version-compare-first = 版
arg-version-compare-second = もう一つの版
arg-version-in-scheme = 版の番号の体系。- で標準入力
arg-version-in-number = 版
arg-version-in-range = vers、またはその体系の書き方による範囲
arg-score-vectors = ベクタ。- で標準入力
arg-cpe-match-source = 照合する側の名前。- で標準入力から組を読む
arg-cpe-match-target = 照合される側の名前
arg-cpe-match-strict = NISTIR 7695 の文法にないものを拒否する
arg-import-paths = ファイル、フォルダ、書庫。`-` は標準入力
arg-import-format_name = 形式を指定する。一覧は `noroshi help formats`
arg-import-source = 情報源を指定する
arg-sync-sources = 情報源の名前。なければ期限の来たものすべて
arg-sync-full = 前回の続きではなく最初から
arg-sync-dry_run = 取得せず、取得する予定だけを示す
arg-source-show-name = 情報源の名前
arg-db-backup-file = 書き出すファイル。既存のものは不可
arg-help-topic = 話題、またはコマンド
arg-completion-shell = bash、elvish、fish、powershell、zsh
arg-man-folder = 全ページを置くフォルダ。なければ主ページを標準出力に書く

# ヘルプ: 例の説明。
example-demo = 内蔵のサンプルの画面
example-search = 語と項目を組み合わせる
example-search-ja = 日本語の語、重い順
example-search-outputs = 表を見ながらファイルにも残す
example-show = 全情報源の記述
example-show-at = その日の終わりの状態
example-show-original = 情報源の原文
example-serve = http://127.0.0.1:8080 の画面
example-serve-port = 空きポートで、取得なし
example-history = 全記述の全版
example-history-material = 重要な変更だけ
example-history-jsonl = 一行に一版
example-version-compare = -1: リリース前の版が先
example-version-in = yes
example-version-in-vers = no: この版は除かれている
example-version-stdin = 一行に一組、答えも一行ずつの JSON
example-score = 一つのベクタの評価値すべて
example-score-two = 二つのベクタの違い
example-score-stdin = 一行に一つ、答えも一行ずつの JSON
example-cpe-match = どの版でも
example-cpe-match-short = ワイルドカードと、途中までの名前
example-cpe-match-stdin = 一行に二つ、答えは一行ずつの JSON
example-import = 一つのファイル、形式は自動
example-import-folder = フォルダと書庫
example-import-stdin = 標準入力、形式を指定
example-sync = 期限の来たものすべて
example-sync-names = この二つを今すぐ
example-sync-dry-run = 予定だけを見る
example-source-list = 全情報源の状態
example-source-show = 一つの情報源
example-db-status = 保存内容
example-db-check = 最初の不良行を示す
example-db-backup = 単独で開ける複写
example-help-query = 検索式の書き方
example-help-search = コマンドのすべて
example-help-ja = 日本語で
example-completion = bash 用
example-man = すぐに読む
example-man-folder = 全ページを置く

# コマンドの誤り。
usage-unknown-command = コマンドがありません: { $name }
usage-unknown-option = オプションがないか、引数が多すぎます: { $name }
usage-value = { $argument } に使えない値です: { $value }
usage-no-value = 値がありません: { $argument }
usage-missing = 引数がありません: { $argument }
usage-twice = 二度の指定、または同時に使えない指定です: { $argument }
usage-other = コマンドを読み取れません: { $why }
error-format = このコマンドにない形式です: { $format }
error-field = 項目がありません: { $name }
error-date = { $flag } の日付を読み取れません: { $value }
error-topic = 話題もコマンドもありません: { $topic }
error-source-silent = { $source } に記載がありません: { $id }
error-which-original = 複数の情報源 ({ $names }) に原文があります: { $id }

# 失敗するもの。
error-unknown-id = 当たるものがありません: { $id }
error-unknown-source = 情報源がありません: { $name }
error-unknown-format = 形式がありません: { $name }
error-unreadable = 読み込めません: { $path }
error-config = 設定を使えません: { $file }
error-open = 保存庫を開けませんでした
error-search = 検索できませんでした
error-show = 脆弱性を表示できませんでした
error-history = 履歴を表示できませんでした
error-input = 標準入力を読み取れませんでした
error-vector = CVSS のベクタではありません: { $vector }
error-cpe-name = CPE 名ではありません: { $name }
error-sources = 情報源を一覧できませんでした
error-import = 読み込みが途中で終わりました。保存できた分は残っています
error-sync = 取得が途中で終わりました。保存できた分は残っています
error-check = 検査を終えられませんでした
error-rebuild = 作り直しを終えられませんでした。台帳はそのままです
error-backup = 複写できませんでした
error-status = 状態を読めませんでした
error-sample = サンプルを用意できませんでした
error-write = 書き込めません: { $file }
error-listen = 待ち受けられません: { $file }
error-serve = サーバーを続けられません: { $file }
error-stdout = 標準出力に書き込めません
config-unknown-key = 設定項目がありません: { $key }

# どうすればよいか。そのまま貼り付けられるコマンド。
hint-did-you-mean = `{ $name }` でしょうか
hint-one-of = 使える値: { $names }
hint-commands = `noroshi help` にコマンドの一覧があります
hint-help = コマンドに `--help` を付けると説明が出ます
hint-format = 使える形式: { $names }
hint-fields = 項目: { $names }
hint-show = `noroshi show { $id }` でしょうか
hint-search = タイトルの語で探せます: `noroshi search 語`
hint-source = `noroshi source show { $name }`
hint-source-show = `noroshi source show { $name }` でしょうか
hint-source-list = `noroshi source list` に情報源の一覧があります
hint-config = 同梱の `noroshi.toml` に各設定の説明があります
hint-folder = `--data フォルダ` で別のフォルダを選べます。書き込める必要があります
hint-full = 空きを作り、同じコマンドをもう一度実行してください。保存できた分の続きから始まります
hint-newer = この保存庫を書いた版を使うか、`--data フォルダ` で別の保存庫を選んでください
hint-busy = ほかの `noroshi` が終わるのを待って、同じコマンドをもう一度実行してください
hint-formats = 形式の一覧は `noroshi help formats` にあります
hint-store = `noroshi db check` で破損を調べられます。`--data フォルダ` で別の保存庫を選べます
hint-listen = `noroshi serve --listen 127.0.0.1:0` は空きポートを使います
hint-more = `--limit 50` を付けるか、`noroshi help query` をご覧ください
hint-query = 検索式の説明は `noroshi help query` にあります
hint-fill = `noroshi sync` で情報源を取得、`noroshi import ファイル` で読み込み、`noroshi serve --demo` でサンプルを表示できます
hint-backup = まだないファイルの名前を、書き込めるフォルダの中で指定してください
hint-check = `noroshi db check` で最初の不良行が分かります
hint-rebuild = `noroshi db rebuild` で台帳から作り直せます
hint-restore = 保存庫を複写に置き換えてください。複写は `noroshi db backup` で作れます

# 一覧の見出しと末尾。
column-id = 識別子
column-severity = 深刻度
column-product = 製品
column-changed = 更新日
column-marks = 印
column-title = タイトル
column-seen = 当サイト到着
column-source = 情報源
column-record = 記述
column-material = 重要度
column-item = 項目
column-before = 変更前
column-after = 変更後
column-vector = ベクタ
column-version = 版
column-base = 基本
column-temporal = 現状/脅威
column-environmental = 環境
column-overall = 総合
column-metric = 評価項目
column-attribute = 属性
column-relation = 関係
column-state = 状態
column-last-success = 最後の成功
column-next = 次回
column-records = 記述
column-new = 新規 (24時間)
column-changed-today = 変更 (24時間)
column-notes = 注記
column-act = 対応者
column-reason = 理由
column-file = ファイル
column-format = 形式
column-files = ファイル数
column-entries = 項目
column-noted = 注記
column-refused = 拒否
column-import-new = 新規
column-import-changed = 変更
column-import-known = 変更なし
column-outcome = 結果
search-shown = { $total } 件中 { $shown } 件を表示
search-nothing = 当たるものがありません: { $query }
search-part = { "  " }{ $query } だけなら { $count } 件
search-nearest = { "  " }近い識別子: { $ids }
search-empty-store = 保存庫は空です
history-shown = { $all } 版中 { $shown } 版を表示
score-mended = { $vector }: 補って読み取りました({ $what })
score-incomparable = この二つの版は評価項目が異なるため、項目ごとには比べられません
names-whole = 名前全体
names-match = A は B に照合する
names-differ = A は B に照合しない
names-tolerated = { $name }: 許容して読み取りました({ $what })
case-three = 体系と二つの文字列を指定してください。一行に書くときはタブで区切ります
ordering-why = { $why }
ordering-no-scheme = 体系 { $name } はありません。次のどれかを指定してください: { $names }
ordering-not-one = 「{ $text }」は { $scheme } の版ではありません({ $shape })
ordering-no-range = 「{ $text }」は { $scheme } の範囲ではありません({ $shape })
case-too-long = { $most } バイトを超える行です
case-not-utf8 = UTF-8 でない行です
case-no-pair = タブで区切った二つの名前が必要です
change-bytes = 文書のバイトのみ

# 一つの脆弱性。
show-records = 情報源の記述
show-at = { $at } 時点の状態
show-origin = { $id }  { $format }  更新 { $changed }  到着 { $seen }  { $revisions } 版  sha256:{ $digest }
show-origin-undated = { $id }  { $format }  到着 { $seen }  { $revisions } 版  sha256:{ $digest }
show-covers = { $ids } を含む
show-silent = 記載なし: { $names }
show-related = 関連: { $ids }
show-note = 注記 ({ $place }): { $what }
show-percentile = 全体の { $share } % を上回る
show-several = { $id } は { $count } 件の脆弱性を含みます
show-original = 原文: { $source } { $key } ({ $format }) sha256:{ $digest }
show-other-original = ほかの原文: { $source } { $key } ({ $format }) sha256:{ $digest }

# 一つの情報源。
source-title = 名称
source-since = 開始
source-last-attempt = 最後の試み
source-every = 間隔
source-minutes = { $minutes } 分ごと
source-by-hand = 手動のみ
source-newest = 最新の更新
source-documents = 文書
source-revisions = 版
source-refusals = 拒否
source-formats = 形式
source-home = サイト
source-terms = 利用条件
source-attribution = 出典表示

# 置き場所。
detail-settings = 設定
detail-store = 保存庫
db-path = ファイル
db-size = 大きさ
db-version = 形式の版
db-sequence = 台帳の末尾
db-projected = 構築済み
db-vulnerabilities = 脆弱性
db-products = 製品
db-link = 末尾のリンク
db-checked = 検査: 台帳 { $rows } 行、文書 { $documents } 件、記述 { $records } 件、製品の一覧 { $lists } 件
db-clean = すべて書かれたままです
db-first-bad = 最初の不良行: { $sequence } ({ $what }) sha256:{ $digest }
db-faults = 不良: { $count } 件
db-rebuilt = 台帳から作り直しました: { $rows } 行
db-backed-up = 書き出しました: { $file }
sync-done = 完了
sync-failed = 失敗
sync-planned = 取得予定
sync-next = 次回の取得 { $when }
sync-stopped = 中断しました。次回はその続きから取得します
sync-continues = 前回の続きから
sync-begins = 最初から
sync-skipped = 対象外
sync-some-failed = 情報源 { $all } 件中 { $failed } 件が失敗しました。取得できた分はすべて保存済みです
sync-nothing-due = 期限の来た情報源はありません
man-written = { $count } ページを書きました

# 読み込み、取得、保存庫。
import-total = 合計
import-added-up = 項目 { $entries } = 記述 { $records } + 注記 { $noted } + 拒否 { $refused }
import-nothing = 読み込むものがありませんでした
import-reason-refused = 拒否 { $count } 件: { $reason } ({ $places })
import-reason-noted = 注記 { $count } 件: { $reason } ({ $places })
import-complaint = { $file }: { $what }
import-closed = 掲載終了 { $count } 件
import-unchanged = 新しいものはありません

# サーバー。
serve-sample = 内蔵のサンプルです。何も取得せず、終了すると保存庫も消えます
serve-open = ほかの計算機から接続でき、認証はありません
serve-stop = 処理中の要求を終えて停止します
serve-ready = Ctrl-C で停止します

# フィード。
atom-title = Noroshi: { $query }
atom-title-all = Noroshi: すべての脆弱性
