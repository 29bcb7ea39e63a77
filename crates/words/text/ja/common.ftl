# 用語集。画面・コマンド・メッセージで共通。一つのものに一つの言葉。

product-name = Noroshi

language-ja = 日本語
language-en = English

vulnerability = 脆弱性
record = 情報源の記述
source = 情報源
product = 製品
change = 変更
note = 注記
original = 原文
history = 履歴

# 製品についての四つの言葉。
affected = 影響あり
not-affected = 影響なし
unknown = 不明
silent = 記載なし

# 日付。
date-made-public = 公表日
date-first-seen = 当サイト初見
date-first-published = 情報源の登録日
date-last-changed = 情報源の更新日
date-last-material-change = 最終の重要な変更

# 比較。
agreement-agrees = 一致
agreement-differs = 相違あり
agreement-only-here = この情報源のみ
agreement-not-compared = 比較対象外
agreement-silent = 記載なし

# 深刻度。
severity = 深刻度
severity-none = なし
severity-low = 注意
severity-medium = 警告
severity-high = 重要
severity-critical = 緊急
severity-unknown = 不明

# 記述の項目。
item-status = 状態
item-names = 識別子
item-title = タイトル
item-summary = 概要
item-severity = 深刻度
item-weaknesses = 脆弱性タイプ (CWE)
item-affected = 影響を受けるシステム
item-impact = 想定される影響
item-remedies = 対策
item-references = 参考情報
item-exploitation = 悪用
item-likelihood = 悪用の見込み (EPSS)
item-assessments = 評価 (SSVC)
item-dates = 日付
item-credits = 謝辞

# 記述の状態。
status-published = 公開
status-unanalysed = 未分析
status-reserved = 予約済み
status-disputed = 未確定
status-unsupported = サポート外
status-rejected = 削除
status-closed = 掲載終了

role-vulnerable = 脆弱な製品
role-environment = 動作環境

relation-names = 同一
relation-covers = 含む
relation-related = 関連

kind-description = 解説
kind-exploitation = 悪用情報
kind-likelihood = 悪用の見込み
kind-alert = 注意喚起

# 悪用。
exploited = 悪用あり
exploited-yes = あり
exploited-not-listed = 悪用の掲載なし
exploitation-active = 悪用を確認
exploitation-poc = 実証コードあり
exploitation-none = 確認されていない
ransomware = ランサムウェアによる利用: { $value }

fix = 対策
fix-yes = 対策情報あり
fix-no = 対策情報なし

epss = EPSS
score = スコア

# 情報源の状態。
health-fresh = 最新
health-late = 遅延
health-failing = 失敗
health-skipped = 対象外

party-nobody = なし
party-them = 情報源側
party-us = 本プログラム側
party-you = 利用者

# 最新でない理由。後に技術的な詳細が続くことがある。
reason-off = 設定で無効
reason-offline = ネットワークを使わない設定
reason-no-key = 必要な API キーが未設定
reason-no-address = 取得先が未設定
reason-never = まだ取得していません
reason-first = 初めて取得しています
reason-imported = ファイルから取り込んだもので、取得はしません
reason-running = すでに取得中です
reason-elsewhere = ほかのノードが取得中です
reason-not-asked = 今回は取得しませんでした
reason-late = その後、取得していません
reason-late-running = いま取得しています
reason-transport = 正しい応答がありません
reason-throttled = 要求の間隔を空けるよう求められました
reason-content = 応答に必要な内容がありません
reason-digest = ダイジェストが公表された値と一致しません
reason-signature = 設定された鍵の署名がありません
reason-other-past = これまで追っていた台帳とは別の台帳です
reason-key = API キーがないか、受け付けられませんでした
reason-settings = 設定に誤りがあります
reason-incomplete = 一部を受け取れませんでした
reason-not-understood = 理解できない項目があります
reason-empty = 何も得られませんでした
reason-store = 受け取ったものを保存できませんでした
reason-unwritable = 保存庫に書き込めません
reason-with-detail = { $reason }: { $detail }

# ノード: 一つの保存庫を使うプロセス。
nodes = ノード
node-there = 応答あり
node-silent = 応答なし
node-here = このノード
seconds = { $count } 秒

# 経過。
mark-made-public = 公表
mark-first-published = 情報源に登録
mark-last-changed = 情報源で更新
mark-exploited = 悪用を掲載
mark-due = 対応期限
mark-first-seen = 当サイト初見

# 変更。
change-material = 重要な変更
change-housekeeping = 軽微な変更
change-first = 初版
change-late = 遅れて到着、現行版ではない

# 並べ替え。
sort = 並べ替え
sort-changed = 情報源の更新日
sort-public = 公表日
sort-seen = 当サイト初見
sort-score = スコア
sort-epss = EPSS
sort-id = 識別子

# 絞り込み。
facet-source = 情報源
facet-severity = 深刻度
facet-exploited = 悪用
facet-fix = 対策情報
facet-differs = 情報源の相違
facet-status = 状態
facet-lang = 言語
facet-public = 公表年
yes = あり
no = なし

# 検索式で理解できなかったもの。
mistake-field = 「{ $word }」という項目はありません。通常の語として検索しました。
mistake-field-nearest = 「{ $word }」という項目はありません。「{ $nearest }」でしょうか。通常の語として検索しました。
mistake-value = 「{ $word }」はこの項目の値ではありません。この条件は除きました。
mistake-value-nearest = 「{ $word }」はこの項目の値ではありません。「{ $nearest }」でしょうか。この条件は除きました。
mistake-unbalanced = 「{ $word }」: 引用符またはかっこが閉じていません。補って検索しました。

count-results = 脆弱性 { $count } 件
count-records = 記述 { $count } 件
count-sources = 情報源 { $count } 件
count-revisions = { $count } 版
count-notes = 注記 { $count } 件
count-changes = 変更 { $count } 件

no-title = (タイトル未公開)
nothing-found = 「{ $id }」に当たるものはありません。
nearest = 近い識別子
sample-notice = これは内蔵のサンプルです。実際の最新情報ではありません。

# ヘルプ: 形式の表。
formats-name = 形式
formats-source = 情報源
formats-about = 内容
formats-lists = `noroshi product import` で読み込めるコンポーネントの一覧は次のとおりです。種類は内容から見分けます。

# 情報源が求める表示の訳。
notice-of-nvd = （訳）本製品は NVD API を利用していますが、NVD による推奨や認定を受けたものではありません。

# 一覧や列で使う情報源の短い名前。
short-cve = CVE リスト
short-epss = EPSS
short-jvn = JVN
short-jvndb = JVN iPedia
short-kev = KEV カタログ
short-noroshi = Noroshi
short-nvd = NVD
short-osv = OSV

# CVSS の評価項目。
metric-AV = 攻撃元区分
metric-AC = 攻撃条件の複雑さ
metric-AT = 攻撃の前提条件
metric-Au = 攻撃前の認証要否
metric-PR = 必要な特権レベル
metric-UI = ユーザ関与レベル
metric-S = スコープ
metric-C = 機密性への影響
metric-I = 完全性への影響
metric-A = 可用性への影響
metric-VC = 脆弱なシステムの機密性
metric-VI = 脆弱なシステムの完全性
metric-VA = 脆弱なシステムの可用性
metric-SC = 後続システムの機密性
metric-SI = 後続システムの完全性
metric-SA = 後続システムの可用性
metric-E = 攻撃コードの成熟度
metric-RL = 利用可能な対策のレベル
metric-RC = 脆弱性情報の信頼性
metric-CR = 機密性の要求度
metric-IR = 完全性の要求度
metric-AR = 可用性の要求度
metric-CDP = 二次的被害の可能性
metric-TD = 影響を受ける対象システムの範囲
metric-safety = 人身の安全
metric-AU = 攻撃の自動化
metric-R = 回復
metric-V = 価値の集中度
metric-RE = 対応の労力
metric-U = 提供者の緊急度
metric-modified = { $metric }(現状値)

# CVSS: 読み取りで補った点。
mending-around = 前後の空白や括弧
mending-space = 途中の空白
mending-slash = 余分な斜線
mending-prefix-twice = 接頭辞の重複
mending-prefix-of-v2 = v2 にない接頭辞
mending-no-prefix = 接頭辞の欠落
mending-case = 大文字と小文字
mending-metric-twice = 評価項目の重複
mending-order = 評価項目の順序

# CVSS: ベクタでない理由。
vector-empty = 空です
vector-too-long = 長すぎます
vector-unknown-version = 版が分かりません
vector-not-a-metric = 「評価項目:値」でない部分があります: { $part }
vector-unknown-metric = CVSS { $version } に評価項目 { $metric } はありません
vector-unknown-value = CVSS { $version } の { $metric } に値 { $value } はありません
vector-contradiction = { $metric } に異なる値が二つあります
vector-missing = 基本評価項目 { $metric } がありません
vector-not-standard = 規格どおりの書き方ではありません: { $what }
# CPE: 二つの名前または値の関係。
relation-equal = 等しい
relation-subset = 部分集合
relation-superset = 上位集合
relation-disjoint = 共通部分なし
relation-undefined = 未定義

# CPE: 許容した点。
tolerated-space = 前後の空白
tolerated-upper-case = 大文字
tolerated-truncated = 11 個のうち { $found } 個だけの構成要素
tolerated-empty = { $attribute } が空
tolerated-trailing-colons = 末尾のコロン
tolerated-language = 言語タグでない language
tolerated-unquoted = { $attribute } の { $character } に引用符号なし
tolerated-quote = { $attribute } に不要な引用符号
tolerated-hyphen = { $attribute } が引用したハイフンのみ
tolerated-character = { $attribute } に CPE にない文字 { $character }
tolerated-percent = { $attribute } に CPE にないパーセント符号
tolerated-star = URI の { $attribute } が *
tolerated-bare-wildcard = { $attribute } のワイルドカードが %01 や %02 でない
tolerated-only-wildcards = { $attribute } がワイルドカードだけ
tolerated-packing = まとめた edition のチルダの不足

# CPE: 名前でない理由。
name-binding = cpe:2.3: でも cpe:/ でも wfn:[ でも始まっていません
name-too-long = { $found } バイトあります。上限は { $limit } バイトです
name-too-few = 構成要素が 11 個のうち { $found } 個しかありません
name-too-many = 構成要素が { $limit } 個を超えています。値の中のコロンは \: または %3a と書きます
name-empty = { $attribute } が空です
name-part = part は a、o、h のどれかです: { $found }
name-language = 言語タグではありません: { $found }
name-unquoted = { $attribute } の { $character } に引用符号がありません
name-quote = { $attribute } に不要な引用符号があります
name-wildcard = { $attribute } の置けない位置にワイルドカードがあります
name-hyphen = { $attribute } が引用したハイフンだけです
name-character = { $attribute } に CPE にない文字があります: { $character }
name-percent = { $attribute } に CPE にないパーセント符号があります: { $form }
name-packing = まとめた edition のチルダが 5 個ではなく { $found } 個です
name-wfn = { $at } バイト目が「属性=値」の並びではありません
name-no-attribute = 属性 { $found } はありません
name-twice = { $attribute } が二度あります

# 版: 体系ごとの書き方。
numbering-alpm = 印字可能な ASCII の [エポック:]版[-リリース]
numbering-apk = 点で区切った数、一文字の英字、_rc1 や _p2 などの接尾辞、~コミット、-r と数
numbering-cargo = 先頭に 0 の付かない major.minor.patch と、-プレリリース、+ビルド
numbering-composer = 四つまでの数または日付と、beta1、RC2 などの安定度、-dev
numbering-datetime = RFC 3339 の日時。T と Z は大文字、またはオフセット
numbering-deb = 英数字と . + ~ - による [エポック:]上流の版[-リビジョン]
numbering-gem = 数に続けて、点で区切った数と語
numbering-generic = 数か v に始まる、数と語
numbering-gentoo = 点で区切った数、一文字の英字、_alpha、_beta、_pre、_rc、_p、-r と数
numbering-golang = v に続けて、先頭に 0 の付かない major.minor.patch と、-プレリリース、+ビルド
numbering-intdot = 点で区切った整数
numbering-lexicographic = 任意の文字列
numbering-maven = 点とハイフンで区切った数と語。空白、コンマ、括弧は使えません
numbering-npm = 先頭に 0 の付かない major.minor.patch と、-プレリリース、+ビルド
numbering-nuget = 点で区切った一つから四つの数と、-プレリリース、+ビルド
numbering-openssl = 点で区切った二つか三つの数と、英小文字、-プレリリース
numbering-product = 数と語。範囲を表す語は使えません
numbering-pypi = PEP 440 による、点で区切った数と a、b、rc、post、dev、+ローカル
numbering-rpm = 印字可能な ASCII の [エポック:]版[-リリース]
numbering-semver = 先頭に 0 の付かない major.minor.patch と、-プレリリース、+ビルド
notation-vers = その体系の正規の vers。条件は版の順に並び、重なりも矛盾もありません
notation-comparators = < <= = != >= > を付けた版をコンマか空白で区切り、|| で択一にしたもの
notation-npm = node-semver の比較、キャレット、チルダ、x、ハイフンと、|| による択一
notation-composer = Composer の比較、キャレット、チルダ、ワイルドカード、ハイフンと、|| による択一
notation-cargo = Cargo の比較、キャレット、チルダ、* をコンマで区切ったもの
notation-pypi = PEP 440 の指定子をコンマで区切り、|| で択一にしたもの
notation-gem = RubyGems の条件をコンマで区切り、|| で択一にしたもの
notation-maven = 括弧による区間。版だけを書いたものは推奨にすぎません
notation-nuget = 括弧による区間、または下限の版。浮動する版は範囲を定めません

# 文書の形式。
format-cve-5 = CVE レコード 5.0 から 5.2
format-epss = EPSS の値(CSV)
format-epss-json = EPSS の値(古い JSON 形式)
format-jvnrss = JVNRSS 2.0 と 3.2。JVN と JVN iPedia のフィード(jvn.rdf、jvndb_*.rdf、getVulnOverviewList)
format-kev = CISA の KEV カタログ(JSON)
format-bundle = Noroshi の台帳の一部
format-myjvn-alert = IPA の注意警戒情報の一覧、Atom(getAlertList)
format-myjvn-alert-json = IPA の注意警戒情報の一覧、JSON(getAlertList の ft=json)
format-myjvn-list = MyJVN のベンダ一覧、製品一覧、統計。原文のまま保存します
format-nvd-1-1 = NVD の JSON フィード 1.1(2023 年に終了)
format-nvd-2-0 = NVD CVE API 2.0 の応答とフィード
format-nvd-2-0-single = NVD CVE API 2.0 の一件だけのファイル
format-nvd-other = NVD API 2.0 の製品、照合文字列、変更履歴、情報源(保存のみ)
format-osv = OSV のエントリ、スキーマ 1.0 から 1.7。GitHub、RustSec、Go など(JSON)
format-osv-array = OSV エントリの JSON 配列
format-osv-list = osv.dev の応答としての OSV エントリ(JSON、`vulns`)
format-osv-yaml = YAML の OSV エントリ(PyPA の形)
format-vuldef = VULDEF 2.0 から 3.2。JVN iPedia の全項目(年別の詳細フィード、getVulnDetailInfo)

# コンポーネントの一覧の種類。
listing-cargo-lock = Cargo.lock (Rust)
listing-csaf = CSAF 2.0 と 2.1 (JSON)。VEX とアドバイザリ
listing-csv = 資産の表 (CSV)。見出しは日本語か英語
listing-cyclonedx-json = CycloneDX 1.2 から 1.7 (JSON)。VEX を含む
listing-cyclonedx-xml = CycloneDX 1.2 から 1.7 (XML)。VEX を含む
listing-dpkg-list = `dpkg -l` の出力
listing-dpkg-query = `dpkg-query -W` の出力
listing-dpkg-status = dpkg の `status` ファイル
listing-openvex = OpenVEX (JSON)
listing-package-lock = package-lock.json (npm)、1 版から 3 版
listing-requirements = requirements.txt (Python)
listing-rpm-list = `rpm -qa` の出力
listing-spdx-2-json = SPDX 2.2 と 2.3 (JSON)
listing-spdx-2-rdf = SPDX 2 (RDF/XML)。見分けるだけで、読みません
listing-spdx-2-tags = SPDX 2.2 と 2.3 (タグと値)
listing-spdx-3-json = SPDX 3.0 (JSON-LD)。VEX を含む
listing-swid = SWID タグ (ISO/IEC 19770-2:2015)

# 情報源の利用条件。
terms-of-cve = CVE Program の利用条件。複製には著作権表示が求められます(<https://www.cve.org/legal/termsofuse>)
terms-of-epss = 自由に利用できます。出典として FIRST の明記が求められます(<https://www.first.org/epss/>)
terms-of-jvn = JPCERT/CC と IPA の利用条件(サイトに掲載)
terms-of-jvndb = IPA の利用条件(サイトに掲載)。よくある質問への回答では商用利用が認められ、過度の連続アクセスを控えるよう求められています
terms-of-kev = クリエイティブ・コモンズ・ゼロ 1.0(<https://www.cisa.gov/sites/default/files/licenses/kev/license.txt>)
terms-of-noroshi = 取り次いでいる各情報源の条件に従います
terms-of-nvd = 米国ではパブリックドメイン。下記の表示が求められます(<https://nvd.nist.gov/developers/terms-of-use>)

# 一致の理由
why-exact = この版が名指しされている: { $versions }
why-range = 範囲内: { $versions }
why-every = すべての版が名指しされている
why-default = 挙げていない版についての述べ方による ({ $versions })
why-outside = 範囲外: { $versions }
why-product = 製品が名指しされている
why-word = この製品についての表明: { $words }
why-word-alone = この製品についての表明
why-commits = コミットだけが挙げられている
why-condition-fails = 前提となる製品が入っていない
missing-version = 部品の版が分からない
missing-order = { $version } と比べられない
missing-range = 範囲として読めない: { $text }
missing-product = { $products } が前提だが、入っているか分からない
missing-attribute = 部品の CPE 名に { $name } がない
missing-confirmation = 名前 { $name } は人による確認が必要

gate-too-often = この送信元からの要求が多すぎます。
gate-too-often-hint = Retry-After が示す時間の後に再度お試しください。上限はこのサーバーの管理者が定めています。
gate-too-long = 応答に時間がかかりすぎました。
gate-too-long-hint = しばらくしてから、または範囲を狭めて再度お試しください。
gate-not-here = この Noroshi は、動作しているマシンからの要求だけに応答します。
gate-not-here-hint = ほかの誰に応答するか(全員に閲覧を許可、または利用者のサインイン)は、管理者が設定 [serve] の access で選びます。
gate-other-name = この Noroshi のものではない名前で要求されました。
gate-other-name-hint = プログラムが起動時に示すアドレスをお使いください。名前は管理者が設定 [serve] の names に追加できます。
gate-token = このトークンは無効か、期限が切れています。
gate-token-hint = アカウントのページ、または noroshi token add で新しく作成してください。
gate-away = 現在、利用者を確認できません。
gate-away-hint = しばらくしてから再度お試しください。

weight-well = 良好
weight-look = 注意
weight-bad = 要対処
doctor-settings = 設定は { $file } から読み込みます
doctor-no-settings = 設定ファイルはなく、すべて既定値です
doctor-reachable = ほかの計算機から { $address } に接続でき、利用者の認証はありません
doctor-reachable-hint = 認証を行うプロキシの後ろで 127.0.0.1 を使ってください (docs/how-to/run-behind-a-proxy.md)
doctor-store = 保存庫を開けます: { $place }
doctor-unwritable = 書き込めません: { $reason }
doctor-unwritable-hint = ディスクまたはデータベースを確認してください。それまで何も取得しません
doctor-open = この計算機の誰もが { $folder } を見られます (モード { $mode })
doctor-open-hint = chmod 700 にしてください。製品の一覧は何を使っているかを示します
doctor-room = { $folder } の空きは { $left } MB です
doctor-little-room = { $folder } の空きは { $left } MB しかありません
doctor-little-room-hint = 空きを作るか、保存庫を移してください (noroshi db move)
doctor-little-scratch = フィードを展開する { $folder } の空きは { $left } MB しかありません
doctor-little-scratch-hint = 空きを作るか、TMPDIR に別のフォルダーを指定してください
doctor-no-scratch = { $folder } で展開できません: { $reason }
doctor-no-scratch-hint = 書き込めるようにするか、TMPDIR に別のフォルダーを指定してください
doctor-empty = 台帳は空です
doctor-empty-hint = noroshi sync または noroshi import FILE
doctor-behind = 台帳から作られるものが { $rows } 行遅れています
doctor-behind-hint = noroshi db rebuild
doctor-built = 台帳の全 { $rows } 行が反映されています
doctor-sample = 保存庫は内蔵のサンプルです
doctor-sample-hint = 実データには別のフォルダーを使ってください
doctor-fresh = 最新の情報源: { $count }
doctor-no-source = どの情報源も取得していません
doctor-no-source-hint = noroshi sync で取得します。対象外の理由は noroshi source list で分かります
doctor-late = { $source } が遅れています: { $reason }
doctor-late-hint = noroshi serve を動かし続けるか、noroshi sync を実行してください
doctor-failing-you = { $source } が失敗しています: { $reason }
doctor-failing-you-hint = こちらで直す必要があります: noroshi source show { $source }
doctor-failing-us = { $source } が失敗しています: { $reason }
doctor-failing-us-hint = この版では読み取れません。新しい版を探すか、報告してください
doctor-failing-them = { $source } が失敗しています: { $reason }
doctor-failing-them-hint = 情報源側の問題です。自動的に再度取得します
doctor-silent = ノード { $node } の応答がありません
doctor-silent-hint = 動いているか確認してください。ほかのノードは続けています
doctor-releases = ノードの版が揃っていません
doctor-releases-hint = すべて最新の版にしてください

# 利用者

user-added = 利用者を追加しました。
user-changed = 利用者を変更しました。
user-removed = 利用者を削除しました。
users-none = 利用者はまだいません。最初は管理者を追加してください: noroshi user add NAME --role administrator
user-disabled = サインイン停止中
with-password = パスワード
tokens-none = トークンはありません。プログラムがパスワードの代わりに示すものです。
token-once = これがトークンです。表示されるのは今回だけで、どこにも保存されません。
token-ended = トークンを終了しました。
trail-none = まだ何もありません。
password-new = 新しいパスワード
right-read = 閲覧
right-products = 製品の閲覧
right-analyse = 分析
right-publish = 公開
right-administer = 管理
deed-user-added = 利用者を追加
deed-user-removed = 利用者を削除
deed-user-disabled = サインインを停止
deed-user-enabled = サインインを許可
deed-role-given = 役割を付与
deed-password-set = パスワードを設定
deed-token-made = トークンを作成
deed-token-ended = トークンを終了
deed-signed-in = サインイン
deed-signed-out = サインアウト
deed-locked-out = パスワードの誤りが多すぎる
