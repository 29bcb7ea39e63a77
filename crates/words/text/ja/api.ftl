# API の説明: アドレス (操作の名前ごと)、パラメータ、応答。ページと文書で同じ言葉を使う。

api-about =
    Noroshi が知っていることを、プログラムから使うためのものです。どのページも同じアドレスで JSON になります。末尾に .json を付けるか、Accept: application/json で要求してください。文書には version (現在は 1) があり、同じ版の中で項目が増えることはあっても、なくなったり意味が変わったりすることはありません。時刻は RFC 3339 の協定世界時です。スコア、製品、日付には必ず発信者が付きます。エラーは problem details (RFC 9457) で、利用者の言語で返ります。窓口は、代わりを務める API と同じ言葉で応答します。

api-tag-search = 脆弱性
api-tag-ledger = 台帳と情報源
api-tag-products = 製品
api-tag-help = 説明書
api-tag-doors = 窓口: ほかの API と同じもの
api-tag-feeds = フィード

api-home = 最初のページ: すべての脆弱性を、新しい変更から順に
api-search = 検索の答え: 行、絞り込み、グラフ、読み取れなかった語
api-search_csv = 検索結果の行を CSV で
api-search_csv-more = UTF-8、見出し行つき、行末は CR LF (RFC 4180)。表計算ソフトが数式とみなすセルには、先頭に引用符を付けます。
api-search_atom = 検索結果の行をフィードで: どの検索も購読できます
api-vulnerability = 一つの脆弱性: すべての記録を項目ごとに比べたもの
api-vulnerability-more = 複数の脆弱性をまとめたアドバイザリでは、代わりにそれぞれの行が covers に入ります。
api-history = 脆弱性の記録のすべての版と、変わった点
api-original = 届いたままの文書。SHA-256 で指定します
api-original-more = 値は記録の provenance と changes にあります。同じ値が指す文書は変わりません。
api-changes = 台帳の指定した位置より後に届いたもの。台帳の順
api-changes-more = 届いたものがあってもなくても、next が続きのアドレスです。一度に調べるのは 50,000 行までなので、空の応答でも先へ進んでいることがあります。after の行が link の示す行と違うときは別の台帳であり、409 を返します。0 から始めてください。
api-bundle = 台帳の指定した位置より後の行とその文書。別の Noroshi が取り込むためのもの
api-bundle-more = まとめたファイル(アーカイブ)です。マニフェスト、鍵の設定があれば署名、台帳の行が入ります。20,000 行または文書 64 MiB までで、少なくとも 1 行を含みます。どこまで入っているかはマニフェストにあり、続きはその後から求めます。後に行がないときは行を含まず、各情報源が最後に応答した時刻だけを伝えます。何かが届くか、情報源が応答するまで、ETag は変わりません。
api-sources = 情報源とその状態、取得しているノード
api-source = 一つの情報源
api-products = ここにある製品と、それぞれの状態
api-product = 一つの製品: 部品、注記、拒んだ項目、これまでの状態
api-matches = 製品に当たる脆弱性と、その理由
api-match = 送った部品一覧に当たる脆弱性と、その理由。何も残しません
api-match-body = 一覧: SBOM、パッケージ一覧、ロックファイル、表。32 MiB まで。種類は自動で見分けます
api-topics = プログラムに入っている説明書の項目
api-topic = 説明書の一項目 (Markdown)
api-document = この説明を OpenAPI 3.1 の文書で

api-nvd_cves = NVD が送ったままの CVE。NVD の API 2.0 と同じ方法で要求します
api-nvd_history = NVD の CVE の変更。ここの台帳から求めたもの
api-nvd_cpes = NVD が送ったままの CPE 名
api-nvd_cpematch = NVD が送ったままの照合条件
api-nvd_source = NVD に情報を出している組織
api-nvd_feed = NVD の形式のフィードファイルと、その説明
api-myjvn = MyJVN API の利用者が要求するもの。JVN の文書から応答します
api-myjvn-more = 応答は XML です。feed が oka、または ft が json のときは JSON です。エラーは運営者のものと同じく、ステータス 200 と retCd 1 で返ります。
api-myjvn_form = 同じもの。パラメータは本文に書きます
api-myjvn_form-body = パラメータ (フォーム形式)。アドレスにあるものが先になります
api-cvesearch = CVE から、それについての JVN iPedia の項目のページへ案内します
api-cvesearch_form = 同じもの。パラメータは本文に書きます
api-cvesearch_form-body = パラメータ (フォーム形式)
api-jvn_rss_ja = JVN iPedia の概要の JVNRSS ファイル (日本語)
api-jvn_rss_en = JVN iPedia の概要の JVNRSS ファイル (英語)
api-jvn_feed_ja = JVN iPedia の詳細、ベンダ、製品のファイルと、その一覧 (日本語)
api-jvn_feed_en = JVN iPedia の詳細、ベンダ、製品のファイルと、その一覧 (英語)
api-vrda_feed_ja = JVN iPedia の項目の VRDA フィード (日本語)
api-vrda_feed_en = JVN iPedia の項目の VRDA フィード (英語)
api-vrda_datum = VRDA フィードの一件。HTML または XML

api-parameter-q = 検索の行
api-parameter-sort = 並び順。通常は changed
api-parameter-start = 最初の行の位置。0 から
api-parameter-limit = 1 ページの件数。通常は 50、changes では 1,000
api-parameter-cursor = 続きの位置。前のページの next のとおり
api-parameter-fields = 列。コンマ区切り。通常はすべて
api-parameter-at = その日の終わり、その時刻、または台帳のその位置での状態
api-parameter-material = yes で重要な変更だけ
api-parameter-group = このグループの製品だけ
api-parameter-all = yes で、影響を受けないという情報も含めてすべて
api-parameter-after = 台帳のこの行の次から。通常は最初の 0
api-parameter-link = その行のハッシュ。応答にあったもの
api-parameter-source = この情報源から届いたものだけ
api-parameter-wait = 何も届いていないときに待つ秒数
api-parameter-lang = 言葉の言語。Accept-Language より優先
api-parameter-id = 脆弱性の識別子: CVE、JVNDB、JVN#、GHSA など
api-parameter-digest = SHA-256 (16 進)
api-parameter-name = 名前
api-parameter-topic = 項目の名前
api-parameter-path = このフォルダの下のファイル。斜線を含むことがあります
api-parameter-file = ファイルの名前
api-parameter-language = ja または en
api-parameter-of-a-door = この窓口が代わりを務める API と同じ。判断した点は説明書にあります

api-status-200 = 応答
api-status-302 = ページはそこにあります
api-status-304 = If-None-Match の札の応答から変わっていません
api-status-400 = 使えないパラメータ。hint に使える値があります
api-status-404 = 何もありません。nearest に似たつづりのものがあります
api-status-409 = これまで追っていた台帳ではありません
api-status-413 = 一覧が大きすぎます
api-status-422 = 本文は一覧として読めません
api-status-429 = 一つの利用者からの要求が多すぎます
api-status-500 = 保存庫が応答できませんでした。理由はプログラムのログにあります
api-status-503 = 保存庫がいま応答しないか、準備ができていません
api-header-ETag = この応答の札。If-None-Match に使います
api-header-Link = 次のページのアドレス (rel="next"、RFC 8288)、または新しい形のアドレス
api-header-Location = ページのアドレス
api-header-Retry-After = 何秒後にもう一度要求するか
api-header-message = 応答がない理由 (NVD の形式)
