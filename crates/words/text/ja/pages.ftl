# 画面だけが使う言葉。

# 画面の枠。
skip = 本文へ移動
tools = ツール
sources = 情報源
help = ヘルプ
theme = 配色
theme-auto = 自動
theme-light = 明るい
theme-dark = 暗い
theme-switch = 切り替え
search-label = 脆弱性を検索
search-placeholder = 識別子、製品名、語句、SBOM の貼り付け
search-button = 検索
sample-short = サンプル。
sample-link = 実際の情報源を取得するには
as-json = このページの JSON
dates-in = 日時は { $name }
to-home = 最初のページへ
as-table = 同じ内容の表

# 最初のページ。
home-title = 脆弱性について世界が述べることを、並べて読む
home-latest = 最近の更新
home-all = すべての脆弱性
examples = 例:
today = 本日
today-known = 登録 { $count } 件
today-new = 新規 { $count } 件
today-changed = 更新 { $count } 件
today-exploited = 悪用あり { $count } 件
today-differs = 情報源に相違あり { $count } 件
today-not-asked = 情報源からの取得なし
today-fresh = 情報源はすべて最新
today-not-fresh = 遅延または失敗の情報源 { $count } 件

# 初回の起動。
start-title = まだ何も保存されていません
start-text = 情報源の取得は裏で進んでいます。最初の情報源が届きしだい表示されます。再起動は要りません。
start-fetch = 取得の様子を見る
start-import = ファイルから取り込む
start-sample = まずサンプルを見る
start-again = 再表示
live-running = 取得中。読み取った項目数:
live-ready = 新しい記述が届きました。再読み込みすると表示されます。
progress-files = ファイル
progress-entries = 読み取り { $count } 件
progress-new = 新規 { $count } 件

# 一覧。
search-all = すべての脆弱性
rows-caption = 脆弱性の一覧。深刻度、タイトル、印、情報源、日付
head-title = タイトル
head-marks = 印
head-count = 件数
head-part = 検索式の部分
filter = 絞り込み
filter-chosen = 選択中、押すと解除
pages = ページ
previous = 前へ
next = 次へ
charts = グラフ
years-title = 公表年ごとの件数
years-said = 最多は { $year } 年の { $count } 件。{ $first } 年から { $last } 年まで。
bands-title = 深刻度ごとの件数
bands-said = 最多は「{ $band }」の { $count } 件。緊急は { $critical } 件。
empty-title = 当てはまるものがありません
empty-understood = 次のように解釈しました:
empty-parts = 部分ごとの件数
covers-several = この注意情報は { $count } 件の脆弱性を含みます。同じ脆弱性ではなく、それぞれにページがあります。

# 見つからないとき、失敗したとき。
missing-title = 見つかりません
missing-page = この場所にページはありません。
missing-wanted = 次のものについては何も保存されていません:
missing-not-no-problem = 情報がないことは、問題がないことを意味しません。
missing-search = 語句として検索する
failure-title = 処理できませんでした
failure-text = 保存された情報から答えを得られませんでした。閲覧で情報が損なわれることはありません。もう一度お試しください。
away-title = いま保存庫が応答しません
away-text = 保存された情報は失われていません。応答が戻りしだい、ページも元に戻ります。数秒おいて、もう一度お試しください。長く続くときは、このプログラムを動かしている人がデータベースを確かめる必要があります。

# 脆弱性。
title-foreign-only = 日本語のタイトルはまだありません (英語のみ)。
notice-rejected = { $source } はこの記述を取り下げました。
notice-disputed = { $source } はこれを未確定としています。
notice-unanalysed = { $source } はまだ分析していません。記載がないことは「影響なし」を意味しません。
notice-reserved = { $source } では番号の予約だけで、まだ内容がありません。
notice-unsupported = { $source } によると、採番時に製品はサポート外でした。
notice-closed = { $source } では掲載が終わっています。
summary = 要約
how-bad = 深刻度
how-bad-silent = 深刻度を示す情報源はありません。
judged-differently = { $name }の評価が異なります
computed-differs = ベクタからの計算値は { $name }
likelihood-short = 30 日以内の悪用の見込み
percentile = 全体の { $name } と同じかそれより高い
all-advice = 全 { $count } 件
no-advice = 対策を示す情報源はありません。
timeline = 経過
as-of = { $name } 時点
as-of-label = 時点
as-of-button = その日の内容を表示
as-of-notice = 次の時点の内容です:
as-of-now = 現在の内容を表示
permanent-link = この内容への固定リンク
records-title = 各情報源の記述
records-table = 記述の対照表
records-caption = 列は情報源の記述、行は項目。行の名前に一致・相違を示します
count-differences = { $count ->
    [0] 相違なし
   *[other] 相違 { $count } 項目
}
pick-records = 記述
pick-rows = 行
rows-all = すべて
rows-differs = 相違のみ
apply = 適用
move-left = { $name } を左へ
move-right = { $name } を右へ
provenance = 出所
seen-here = 当サイト受領
bytes = { $count } バイト
covers-others = { $count } 件の脆弱性を含む。ほか:
reader-notes = 理解できなかった点 { $count } 件
show-rest = 残りを表示
show-more = ほか { $count } 件を表示
and-more = ほか { $count } 件
no-differences = 表示中の記述に相違はありません。
unsaid = どの記述にもない項目:
silent-sources = 記載のない情報源:
silent-means = 記載がないことは「影響なし」を意味しません。
related = 関連として挙げられたもの:

# 履歴。
history-title = 履歴
history-which = 変更の種類
history-all = すべての版 ({ $count })
history-material = 重要な変更のみ
history-none = 当てはまる版はありません。
history-current = 現行版
history-state = この時点のページ
history-before = 変更前:
history-after = 変更後:

# 情報源。
sources-caption = 情報源の一覧。状態、時刻、件数、対応者
sources-on = 有効 { $count } 件
sources-late = 遅延 { $count } 件
sources-failing = 失敗 { $count } 件
sources-states = 最新: 予定どおりすべて取得。遅延: 予定より前の取得が最後。失敗: 直近の取得に失敗。対象外: 記載の理由により取得しない。
source-asked-by = { $name } が取得中
unwritable-title = このノードは書き込めません
unwritable-text = ページには、保存庫にある情報と、ほかのノードが加えた情報を表示します。書き込めるようになるまで、このノードは何も取得しません。
nodes-caption = この保存庫を使うノード。最後の応答、進み具合、実行中の取得
nodes-text = ノードに主従はありません。30 秒応答のないものは「応答なし」とし、1 日で一覧から外します。
holds-caption = 一つのノードが代表して行っている作業
head-node = ノード
head-heard = 最後の応答
head-release = Noroshi の版
head-runs-since = 稼働開始
head-behind = 台帳に対する遅れ (件)
head-matches-behind = 照合用の索引の遅れ (件)
head-asks = 取得中
head-work = 作業
head-holder = 担当
head-left = 更新がなければほかへ移るまで
head-state = 状態
head-last-success = 最終取得
head-last-attempt = 最終試行
head-next = 次回
head-since = この状態になった時刻
head-new-today = 新規 (24 時間)
head-changed-today = 更新 (24 時間)
head-records = 記述
head-notes = 注記
head-refusals = 直近の拒否
head-act = 対応者
head-documents = 文書
head-revisions = 版
head-newest = 記載された最新の更新
head-formats = 形式
head-name = 検索式・コマンドでの名前
head-home = 発行元のページ
head-terms = 利用条件
head-attribution = 表示義務
since = 発生
never = 未取得
every-minutes = { $count } 分ごと
ago = { $time }前
ahead = { $time }後
span-minutes = { $count } 分
span-hours = { $count } 時間
span-days = { $count } 日

# 製品。
products = 製品
products-title = 自社の製品
products-count = 製品 { $count } 件
products-affected = 影響あり { $count } 件
products-unknown = 不明 { $count } 件
products-waiting = 現在の保存内容での照合がまだの製品が { $count } 件あります。少し待ってから再読み込みしてください。
products-caption = 製品の一覧。グループ、元の一覧、部品ごとの答えの件数、影響のある最も深刻な脆弱性
products-none = 製品はまだ登録されていません。製品とは、使っているもの、出荷しているものです。SBOM、パッケージ一覧、ロックファイル、表から、または名前を手で与えて、コマンドで登録します。
products-none-once = 登録せずに、一覧について一度だけ調べるには:
products-no-group = このグループの製品はありません。
products-groups = グループ
products-all = すべてのグループ
products-order = 並び順
products-by-name = 名前
products-by-worst = 深刻な順
products-by-hand-only = 手で登録
products-not-judged = 照合待ち
products-unreadable = 一覧を読めません: { $name }
head-product = 製品
head-version-or-list = 版または一覧
head-components = 部品
head-worst = 影響する最も深刻なもの
nothing-affects = 知られていない
exploited-count = 悪用あり { $count } 件
missing-product-page = この名前の製品はありません:
missing-product-list = 製品の一覧へ
building-title = 照合用の索引を作成中です
building-text = 保存されているすべてについての索引ができあがると、製品が何の影響を受けるかが分かります。作成は一度だけで、あとは増えた分を加えます。再起動は要りません。少し待ってから再読み込みしてください。
building-count = これまでに読んだ項目: { $all } 件中 { $count } 件

# 製品や一覧が受ける影響。
standing = 要約
count-vulnerabilities = 脆弱性 { $count } 件
of-components = 部品 { $count } 件のうち
standing-without-version = 版のないものが { $count } 件あり、その分だけ分かることは少なくなります
standing-not-affected = 情報源が名を挙げており、ここにある記述によれば影響を受けません
standing-silent = どの情報源も名を挙げていません。何も分からないということで、「影響なし」ではありません
hits-title = 受ける影響
hits-caption = 部品ごとの脆弱性。深刻度、答え、理由、修正された版
hits-which = 示す答え
hits-open = 影響ありと不明
hits-all = 述べられていることすべて
hits-none = 該当するものは知られていません。
hits-none-open = 影響ありとする記述も、判断のつかないものもありません。
hits-unsaid = ほかに、挙げていない版については不明とだけ述べられている一致が { $count } 件あります。
head-vulnerability = 脆弱性
head-answer = 答え
head-reason = 理由
head-fixed = 修正された版
who-says-what = 誰が何を述べているか
says-nothing = 記載なし
silent-components = どの情報源も名を挙げていない部品 { $count } 件
hits-beyond = ほかに { $count } 件はここに示していません。コマンドと JSON にはすべてあります。
proposals-title = 確認を待っている名前
proposals-text = 一覧の名前に似た名前が情報源の記述にあり、同じものかどうかはまだ誰も述べていません。それまでは確かなこととして扱いません。確認はコマンドで与えます: noroshi product confirm OURS THEIRS (違うものなら --refuse)。--propose と製品の名前で、すべてを一覧できます。
proposals-caption = 一覧の名前と、同じものかもしれない記述中の名前
head-in-list = 一覧の名前 (OURS)
head-in-records = 記述の名前 (THEIRS)
head-alike = 共通点
list-title = 一覧
list-kind = 種類
list-file = ファイル
list-made = 作成
list-kept = 登録
list-entries = 項目
list-added = { $entries } = 部品 { $components } + 注記 { $noted } + 拒否 { $refused }
list-original = 届いたままの一覧
list-notes = 理解できなかった項目や記載 { $count } 件
list-refusals = 拒否した項目 { $count } 件
list-given = 手で与えた名前
list-note-of-owner = 覚え書き
states-title = これまでの状態
states-caption = この製品の状態の履歴。現在のものが先頭
states-from = 始まり
states-until = 終わり
states-now = 現在

# 一度だけ調べる一覧。
paste-title = 影響はあるか。一覧を調べる
paste-open = 部品の一覧を貼り付ける、またはアップロードする
paste-text = SBOM (CycloneDX、SPDX)、SWID タグ、パッケージ一覧、ロックファイル、表を { $count } MiB まで読みます。読んで答えたら忘れます。何も保存しません。
paste-label = 部品の一覧
paste-file = またはファイル
paste-button = 影響を調べる
paste-not-kept = 保存していません。
paste-keep = この一覧は読んだだけです。製品として登録するには:
paste-name = 貼り付けた一覧
paste-again = ほかの一覧を調べる
paste-failed = この一覧は読めませんでした
paste-empty = 何も貼り付けられておらず、ファイルも選ばれていません。
paste-too-large = { $count } MiB を超えています。コマンドならもっと大きなものを読めます: `noroshi match FILE`
paste-unread = 部品の一覧として読めません: { $name }
paste-elsewhere = 別のサイトのページから送られたため、読みませんでした。一覧はこのページに貼り付けてください。
paste-busy = いま読んでいる一覧が多すぎます。少し待ってからもう一度お試しください。
paste-cut = 検索欄には一覧の先頭しか入りません。全体をここに貼り付けてください。
paste-lost = 最後まで届きませんでした。

# 脆弱性のページと最初のページの、自社の製品。
yours = 自社の製品
for-you = 自社への影響
yours-caption = この脆弱性の影響を受ける自社製品の部品。答えと理由
yours-none-kept = 製品は登録されていません。
yours-add = 製品を登録する
yours-none = 登録された製品が影響を受けるという記述はありません。
yours-affected = 製品 { $all } 件中 { $count } 件に影響あり
yours-unknown = 不明 { $count } 件
yours-beyond = ほかに部品 { $count } 件
head-component = 部品
today-products = 製品 { $all } 件中 { $count } 件に影響あり

# ヘルプ。
help-intro = プログラムに内蔵の手引きです。
keys-are-on = 一文字のキー操作は有効です。
keys-are-off = 一文字のキー操作は無効です。
keys-on = 一文字のキー操作を有効にする
keys-off = 一文字のキー操作を無効にする

# 曜日。
weekday-monday = 月曜日
weekday-tuesday = 火曜日
weekday-wednesday = 水曜日
weekday-thursday = 木曜日
weekday-friday = 金曜日
weekday-saturday = 土曜日
weekday-sunday = 日曜日

# The MyJVN door: what stands in errMsg.
myjvn-feed = feed「{ $value }」には対応していません。hnd または oka を指定してください。
myjvn-no-method = パラメータ「method」がありません。
myjvn-unknown-method = method「{ $value }」はありません。
myjvn-missing = パラメータ「{ $name }」がありません。
myjvn-value = パラメータ「{ $name }」に「{ $value }」は指定できません。
myjvn-exclusive = 次のパラメータは同時に指定できません: { $name }。
myjvn-unreadable = パラメータが UTF-8 の文字列でないか、制御文字を含んでいます。
myjvn-too-much = 要求が長すぎるか、値または期間が多すぎます。
myjvn-away = 現在応答できません。しばらくしてから再度お試しください。
myjvn-nothing = 指定されたCVE番号に関連する脆弱性情報は登録されていません
myjvn-several = このCVE番号に関連する脆弱性対策情報は { $count } 件あります

# 利用者

users = 利用者
user-name = 名前
user-add = 利用者を追加
user-enable = サインインを許可
user-disable = サインインを停止
user-remove = 削除
give-role = 与える
role = 役割
roles = 役割
account = アカウント
password = パスワード
password-old = 現在のパスワード
password-change = パスワードを変更
password-set = パスワードを変更しました。以前のパスワードでのサインインはすべて終了しました。
password-wrong = 現在のパスワードが違います。
password-about = { $count } 文字以上。自分だけが思いつく単語をいくつか並べると覚えやすくなります。
sign-in = サインイン
sign-out = サインアウト
sign-in-refused = 名前とパスワードが合わないか、この利用者はサインインできません。
sign-in-wait = 試行回数が多すぎます。{ $count } 秒お待ちください。
sign-in-elsewhere = { $name } でサインイン
sign-in-provider = サインインできませんでした: { $name }
sign-in-no-role = サインインできませんでした: この利用者には役割が与えられていないか、サインインが停止されています。
sign-in-taken = サインインできませんでした: { $name } という利用者は別の方法でサインインします。
sign-in-stale = ページが古くなっていました。もう一度お試しください。
tokens = トークン
token-make = トークンを作成
token-made = トークンを作成しました。
token-end = 終了
token-over = 期限切れ
token-note = 用途
token-days = 有効日数
head-token = トークン
head-for = 用途
head-scopes = 範囲
head-made = 作成日
head-ends = 期限
head-signs-in = サインインの方法
head-added = 追加日
head-change = 変更
head-may = できること
trail = 操作の記録
trail-text = 各項目は直前の項目につながっています。変更や削除がないことは noroshi db check で検証できます。
head-when = 日時
head-by = 操作した人
head-from = 送信元
head-deed = 操作
head-to = 対象
not-allowed-title = 許可されていません
not-allowed = できることは役割によって決まります。役割はこの Noroshi の管理者が与えます。
no-users-title = サインインはありません
no-users = この Noroshi には利用者がいません。管理者が設定 [serve] の access = "users" で変更できます。
form-not-ours-title = このサイトのページからではありません
form-not-ours = この Noroshi のページから送信されていないか、ページが古くなっていました。何も変更していません。ページを開き直してください。
unfit-name = この名前は使えません: { $name }。すでに使われているか、文字、数字、- _ . @ 以外が含まれています。
unfit-role = そのような役割はありません: { $name }
unfit-password = パスワードが短すぎるか長すぎます。
unfit-days = トークンの有効日数は 1 から 366 です。
unfit-scope = トークンの範囲を選んでください。
no-such-user = { $name } という利用者はいません。
