{#- Text macros: what a printed text is once its typography is off.

`normalise_text` and `normalise_label` are twins of the functions of the same names in ingest/vocabulary.py;
a test compares them. DuckDB has no NFKC: the compatibility forms that Chinese documents print are listed here.
-#}

{#- White space as Python sees it; `\s` of a regular expression in SQL is ASCII only. -#}
{% macro white_space_class() -%}
    [\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]
{%- endmacro %}

{#- What needs no folding at all: ASCII and the common ideographs. Most cells stop here. -#}
{% macro beyond_plain_class() -%}
    [^ -~\x{4e00}-\x{9fff}]
{%- endmacro %}

{#- Compatibility forms, and marks that combine with the character before them. -#}
{% macro rare_class() -%}
    [\x{a8}-\x{aa}\x{af}\x{b2}-\x{b5}\x{b8}-\x{ba}\x{bc}-\x{be}\x{132}-\x{149}\x{17f}\x{1c4}-\x{1cc}\x{1f1}-\x{1f3}\x{2b0}-\x{2b8}\x{2d8}-\x{2e4}\x{300}-\x{36f}\x{2011}\x{2017}\x{2024}-\x{2026}\x{2033}-\x{2037}\x{203c}-\x{2049}\x{2057}\x{2070}-\x{20a8}\x{2100}-\x{2189}\x{222c}-\x{222d}\x{222f}-\x{2230}\x{2329}-\x{232a}\x{2460}-\x{24ea}\x{2e9f}\x{2ef3}\x{2f00}-\x{2fd5}\x{3036}-\x{303a}\x{3099}-\x{309f}\x{30ff}\x{3131}-\x{319f}\x{3200}-\x{33ff}\x{f900}-\x{fad9}\x{fb00}-\x{fb06}\x{fe10}-\x{fe19}\x{fe30}-\x{fe6b}\x{ff5f}-\x{ffee}]
{%- endmacro %}

{#- Element names that text extractions leave behind; anything else in angle brackets is text. -#}
{% macro markup_pattern() -%}
    (?i)</?(?:p|br|div|span|b|i|u|strong|em|font|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|a|img|input|sub|sup)(?:\s[^<>]*)?/?>
{%- endmacro %}

{#- Compatibility forms of Latin, signs, CJK and full width, as NFKC folds them: those that become one character by
    `translate`, those that become several (㎡, ㈠, ½) by their place in a list. Composed at the end, as NFKC does.
    Only characters of the class are looked up: a look-up costs a walk through the list. -#}
{% macro fold_rare_forms(x) -%}
    {%- set one_from = [
        'ª²³µ¹ºſʰʱʲʳʴʵʶʷʸˠˡˢˣˤ‑․⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜℂℇℊℋℌℍℎℏℐℑℒℓℕℙℚℛℜℝℤℨℬℭℯℰℱ',
        'ℳℴℵℶℷℸℹℼℽℾℿ⅀ⅅⅆⅇⅈⅉⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ①②③④⑤⑥⑦⑧⑨ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧ',
        'ⓨⓩ⓪⺟⻳⼀⼁⼂⼃⼄⼅⼆⼇⼈⼉⼊⼋⼌⼍⼎⼏⼐⼑⼒⼓⼔⼕⼖⼗⼘⼙⼚⼛⼜⼝⼞⼟⼠⼡⼢⼣⼤⼥⼦⼧⼨⼩⼪⼫⼬⼭⼮⼯⼰⼱⼲⼳⼴⼵⼶⼷⼸⼹⼺⼻⼼⼽⼾⼿⽀⽁⽂⽃⽄⽅⽆⽇⽈⽉⽊⽋⽌⽍⽎⽏⽐⽑⽒⽓⽔',
        '⽕⽖⽗⽘⽙⽚⽛⽜⽝⽞⽟⽠⽡⽢⽣⽤⽥⽦⽧⽨⽩⽪⽫⽬⽭⽮⽯⽰⽱⽲⽳⽴⽵⽶⽷⽸⽹⽺⽻⽼⽽⽾⽿⾀⾁⾂⾃⾄⾅⾆⾇⾈⾉⾊⾋⾌⾍⾎⾏⾐⾑⾒⾓⾔⾕⾖⾗⾘⾙⾚⾛⾜⾝⾞⾟⾠⾡⾢⾣⾤⾥⾦⾧⾨⾩⾪⾫⾬⾭⾮',
        '⾯⾰⾱⾲⾳⾴⾵⾶⾷⾸⾹⾺⾻⾼⾽⾾⾿⿀⿁⿂⿃⿄⿅⿆⿇⿈⿉⿊⿋⿌⿍⿎⿏⿐⿑⿒⿓⿔⿕〶〸〹〺ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟ',
        'ㅠㅡㅢㅣㅤㅥㅦㅧㅨㅩㅪㅫㅬㅭㅮㅯㅰㅱㅲㅳㅴㅵㅶㅷㅸㅹㅺㅻㅼㅽㅾㅿㆀㆁㆂㆃㆄㆅㆆㆇㆈㆉㆊㆋㆌㆍㆎ㆒㆓㆔㆕㆖㆗㆘㆙㆚㆛㆜㆝㆞㆟㉄㉅㉆㉇㉠㉡㉢㉣㉤㉥㉦㉧㉨㉩㉪㉫㉬㉭㉮㉯㉰㉱㉲㉳㉴㉵㉶㉷㉸',
        '㉹㉺㉻㉾㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉㊊㊋㊌㊍㊎㊏㊐㊑㊒㊓㊔㊕㊖㊗㊘㊙㊚㊛㊜㊝㊞㊟㊠㊡㊢㊣㊤㊥㊦㊧㊨㊩㊪㊫㊬㊭㊮㊯㊰㋐㋑㋒㋓㋔㋕㋖㋗㋘㋙㋚㋛㋜㋝㋞㋟㋠㋡㋢㋣㋤㋥㋦㋧㋨㋩㋪㋫㋬㋭㋮㋯㋰㋱㋲㋳㋴',
        '㋵㋶㋷㋸㋹㋺㋻㋼㋽㋾︐︑︒︓︔︕︖︗︘︱︲︳︴︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈﹍﹎﹏﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫｟｠｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲ',
        'ｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟﾠﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓ',
        'ￔￕￖￗￚￛￜ￠￡￢￤￥￦￨￩￪￫￬￭￮',
    ] | join -%}
    {%- set one_to = [
        'a23μ1oshɦjrɹɻʁwyɣlsxʕ‐.0i456789+−=()n0123456789+−=()aeoxəhklmnpstCƐgHHHhħIILlNPQRRRZZBCeEF',
        'MoאבגדiπγΓΠ∑DdeijIVXLCDMivxlcdm123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx',
        'yz0母龟一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水',
        '火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非',
        '面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠〒十卄卅ᄀᄁᆪᄂᆬᆭᄃᄄᄅᆰᆱᆲᆳᆴᆵᄚᄆᄇᄈᄡᄉᄊᄋᄌᄍᄎᄏᄐᄑ하ᅢᅣᅤᅥᅦᅧᅨᅩᅪᅫᅬᅭᅮᅯᅰᅱ',
        'ᅲᅳᅴᅵᅠᄔᄕᇇᇈᇌᇎᇓᇗᇙᄜᇝᇟᄝᄞᄠᄢᄣᄧᄩᄫᄬᄭᄮᄯᄲᄶᅀᅇᅌᇱᇲᅗᅘᅙᆄᆅᆈᆑᆒᆔᆞᆡ一二三四上中下甲乙丙丁天地人問幼文箏ᄀᄂᄃᄅᄆᄇᄉᄋᄌᄎᄏᄐᄑᄒ가나다라마바사아자차카',
        '타파하우一二三四五六七八九十月火水木金土日株有社名特財祝労秘男女適優印注項休写正上中下左右医宗学監企資協夜アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユ',
        'ヨラリルレロワヰヱヲ,、。:;!?〖〗—–__(){}〔〕【】《》〈〉「」『』[]___,、.;:?!—(){}〔〕#&*+-<>=\\$%@⦅⦆。「」、・ヲァィゥェォャュョッーアイ',
        'ウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゙゚ᅠᄀᄁᆪᄂᆬᆭᄃᄄᄅᆰᆱᆲᆳᆴᆵᄚᄆᄇᄈᄡᄉᄊᄋᄌᄍᄎᄏᄐᄑ하ᅢᅣᅤᅥᅦᅧᅨᅩᅪᅫᅬᅭᅮ',
        'ᅯᅰᅱᅲᅳᅴᅵ¢£¬¦¥₩│←↑→↓■○',
    ] | join -%}
    {%- set several_from = [
        '¨¯´¸¼½¾ĲĳĿŀŉǄǅǆǇǈǉǊǋǌǱǲǳ˘˙˚˛˜˝‗‥…″‴‶‷‼‾⁇⁈⁉⁗₨℀℁℃℅℆℉№℠℡™℻⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅟ⅡⅢⅣⅥⅦⅧⅨⅪⅫⅱⅲⅳⅵⅶⅷⅸⅺⅻ↉',
        '∬∭∯∰⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥⒦⒧⒨⒩⒪⒫⒬⒭⒮⒯⒰⒱⒲⒳⒴⒵゛゜ゟヿ㈀㈁㈂㈃㈄',
        '㈅㈆㈇㈈㈉㈊㈋㈌㈍㈎㈏㈐㈑㈒㈓㈔㈕㈖㈗㈘㈙㈚㈛㈜㈝㈞㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩㈪㈫㈬㈭㈮㈯㈰㈱㈲㈳㈴㈵㈶㈷㈸㈹㈺㈻㈼㈽㈾㈿㉀㉁㉂㉃㉐㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㉼㉽㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺',
        '㊻㊼㊽㊾㊿㋀㋁㋂㋃㋄㋅㋆㋇㋈㋉㋊㋋㋌㋍㋎㋏㋿㌀㌁㌂㌃㌄㌅㌆㌇㌈㌉㌊㌋㌌㌍㌎㌏㌐㌑㌒㌓㌔㌕㌖㌗㌘㌙㌚㌛㌜㌝㌞㌟㌠㌡㌢㌣㌤㌥㌦㌧㌨㌩㌪㌫㌬㌭㌮㌯㌰㌱㌲㌳㌴㌵㌶㌷㌸㌹㌺㌻㌼㌽㌾㌿㍀㍁㍂㍃',
        '㍄㍅㍆㍇㍈㍉㍊㍋㍌㍍㍎㍏㍐㍑㍒㍓㍔㍕㍖㍗㍘㍙㍚㍛㍜㍝㍞㍟㍠㍡㍢㍣㍤㍥㍦㍧㍨㍩㍪㍫㍬㍭㍮㍯㍰㍱㍲㍳㍴㍵㍶㍷㍸㍹㍺㍻㍼㍽㍾㍿㎀㎁㎂㎃㎄㎅㎆㎇㎈㎉㎊㎋㎌㎍㎎㎏㎐㎑㎒㎓㎔㎕㎖㎗㎘㎙㎚㎛㎜㎝',
        '㎞㎟㎠㎡㎢㎣㎤㎥㎦㎧㎨㎩㎪㎫㎬㎭㎮㎯㎰㎱㎲㎳㎴㎵㎶㎷㎸㎹㎺㎻㎼㎽㎾㎿㏀㏁㏂㏃㏄㏅㏆㏇㏈㏉㏊㏋㏌㏍㏎㏏㏐㏑㏒㏓㏔㏕㏖㏗㏘㏙㏚㏛㏜㏝㏞㏟㏠㏡㏢㏣㏤㏥㏦㏧㏨㏩㏪㏫㏬㏭㏮㏯㏰㏱㏲㏳㏴㏵㏶㏷',
        '㏸㏹㏺㏻㏼㏽㏾㏿ﬀﬁﬂﬃﬄﬅﬆ︙︰﹉﹊﹋﹌￣',
    ] | join -%}
    {%- set several_to = [
        ' ̈| ̄| ́| ̧|1⁄4|1⁄2|3⁄4|IJ|ij|L·|l·|ʼn|DŽ|Dž|dž|LJ|Lj|lj|NJ|Nj|nj|DZ|Dz|dz| ̆| ̇| ̊| ̨| ̃|',
        ' ̋| ̳|..|...|′′|′′′|‵‵|‵‵‵|!!| ̅|??|?!|!?|′′′′|Rs|a/c|a/s|°C|c/o|c/u|°F|No|SM|TEL|TM|FAX|1',
        '⁄7|1⁄9|1⁄10|1⁄3|2⁄3|1⁄5|2⁄5|3⁄5|4⁄5|1⁄6|5⁄6|1⁄8|3⁄8|5⁄8|7⁄8|1⁄|II|III|IV|VI|VII|VIII|IX|XI',
        '|XII|ii|iii|iv|vi|vii|viii|ix|xi|xii|0⁄3|∫∫|∫∫∫|∮∮|∮∮∮|10|11|12|13|14|15|16|17|18|19|20|(1',
        ')|(2)|(3)|(4)|(5)|(6)|(7)|(8)|(9)|(10)|(11)|(12)|(13)|(14)|(15)|(16)|(17)|(18)|(19)|(20)|1',
        '.|2.|3.|4.|5.|6.|7.|8.|9.|10.|11.|12.|13.|14.|15.|16.|17.|18.|19.|20.|(a)|(b)|(c)|(d)|(e)|',
        '(f)|(g)|(h)|(i)|(j)|(k)|(l)|(m)|(n)|(o)|(p)|(q)|(r)|(s)|(t)|(u)|(v)|(w)|(x)|(y)|(z)| ゙| ゚|',
        'より|コト|(ᄀ)|(ᄂ)|(ᄃ)|(ᄅ)|(ᄆ)|(ᄇ)|(ᄉ)|(ᄋ)|(ᄌ)|(ᄎ)|(ᄏ)|(ᄐ)|(ᄑ)|(ᄒ)|(가)|(나)|(다)|(라)|(마)|(바)|(사)|',
        '(아)|(자)|(차)|(카)|(타)|(파)|(하)|(주)|(오전)|(오후)|(一)|(二)|(三)|(四)|(五)|(六)|(七)|(八)|(九)|(十)|(月)|(火)|',
        '(水)|(木)|(金)|(土)|(日)|(株)|(有)|(社)|(名)|(特)|(財)|(祝)|(労)|(代)|(呼)|(学)|(監)|(企)|(資)|(協)|(祭)|(休)|(自',
        ')|(至)|PTE|21|22|23|24|25|26|27|28|29|30|31|32|33|34|35|참고|주의|36|37|38|39|40|41|42|43|44|45',
        '|46|47|48|49|50|1月|2月|3月|4月|5月|6月|7月|8月|9月|10月|11月|12月|Hg|erg|eV|LTD|令和|アパート|アルファ|アンペア|アール',
        '|イニング|インチ|ウォン|エスクード|エーカー|オンス|オーム|カイリ|カラット|カロリー|ガロン|ガンマ|ギガ|ギニー|キュリー|ギルダー|キロ|キログラム|キロメートル|キロ',
        'ワット|グラム|グラムトン|クルゼイロ|クローネ|ケース|コルナ|コーポ|サイクル|サンチーム|シリング|センチ|セント|ダース|デシ|ドル|トン|ナノ|ノット|ハイツ|パーセント',
        '|パーツ|バーレル|ピアストル|ピクル|ピコ|ビル|ファラッド|フィート|ブッシェル|フラン|ヘクタール|ペソ|ペニヒ|ヘルツ|ペンス|ページ|ベータ|ポイント|ボルト|ホン|ポン',
        'ド|ホール|ホーン|マイクロ|マイル|マッハ|マルク|マンション|ミクロン|ミリ|ミリバール|メガ|メガトン|メートル|ヤード|ヤール|ユアン|リットル|リラ|ルピー|ルーブル|レ',
        'ム|レントゲン|ワット|0点|1点|2点|3点|4点|5点|6点|7点|8点|9点|10点|11点|12点|13点|14点|15点|16点|17点|18点|19点|20点|21点|',
        '22点|23点|24点|hPa|da|AU|bar|oV|pc|dm|dm2|dm3|IU|平成|昭和|大正|明治|株式会社|pA|nA|μA|mA|kA|KB|MB|GB|cal',
        '|kcal|pF|nF|μF|μg|mg|kg|Hz|kHz|MHz|GHz|THz|μl|ml|dl|kl|fm|nm|μm|mm|cm|km|mm2|cm2|m2|km2|mm',
        '3|cm3|m3|km3|m∕s|m∕s2|Pa|kPa|MPa|GPa|rad|rad∕s|rad∕s2|ps|ns|μs|ms|pV|nV|μV|mV|kV|MV|pW|nW|',
        'μW|mW|kW|MW|kΩ|MΩ|a.m.|Bq|cc|cd|C∕kg|Co.|dB|Gy|ha|HP|in|KK|KM|kt|lm|ln|log|lx|mb|mil|mol|P',
        'H|p.m.|PPM|PR|sr|Sv|Wb|V∕m|A∕m|1日|2日|3日|4日|5日|6日|7日|8日|9日|10日|11日|12日|13日|14日|15日|16日|17日|',
        '18日|19日|20日|21日|22日|23日|24日|25日|26日|27日|28日|29日|30日|31日|gal|ff|fi|fl|ffi|ffl|st|st|...|..|',
        ' ̅| ̅| ̅| ̅| ̄',
    ] | join -%}
    {%- set mapped = characters_mapped(x, rare_class(), several_from, several_to) -%}
    {{ composed("translate(" ~ mapped ~ ", '" ~ one_from ~ "', '" ~ one_to ~ "')") }}
{%- endmacro %}

{% macro normalise_text(x) -%}
    {%- set full_width -%}{% raw %}！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～              　{% endraw %}{%- endset -%}
    {%- set ascii -%}{% raw %}!"#$%&' || chr(39) || '()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~               {% endraw %}{%- endset -%}
    {%- set narrow = "translate(" ~ x ~ ", '" ~ full_width ~ "', '" ~ ascii ~ "')" -%}
    {%- set folded = "case when " ~ regexp_matches(x, rare_class()) ~ " then "
        ~ fold_rare_forms(narrow) ~ " else " ~ narrow ~ " end" -%}
    {{ trim_white_space(
        "case when " ~ regexp_matches(x, beyond_plain_class()) ~ " then " ~ folded
        ~ " else " ~ x ~ " end"
    ) }}
{%- endmacro %}

{#- Without white space at its ends, as Python's strip: SQL's trim is of another mind in every engine. -#}
{% macro trim_white_space(x) -%}
    {{ regexp_replace_all(x, '^' ~ white_space_class() ~ '+|' ~ white_space_class() ~ '+$', '') }}
{%- endmacro %}

{% macro normalise_label(x) -%}
    {%- set bare = regexp_replace_all(x, markup_pattern(), '') -%}
    {%- set closed_up = regexp_replace_all(normalise_text(bare), white_space_class() ~ '+', '') -%}
    {%- set brackets = "translate(" ~ closed_up ~ ", '〔【［[〕】］]', '(((())))')" -%}
    {%- set leading_number = '^(?:\\([一二三四五六七八九十0-9]{1,3}\\)|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、]([^0-9]|$))' -%}
    {%- set numbered = regexp_replace_first(brackets, leading_number, '\\1') -%}
    {%- set among = regexp_replace_first(numbered, '^其中:', '') -%}
    {{ regexp_replace_first(among, '[:;,、.。*]+$', '') }}
{%- endmacro %}

{% macro strip_brackets(x) -%}
    {{ regexp_replace_first(regexp_replace_all(x, '\\([^()]*\\)', ''), '[:;,、.。*]+$', '') }}
{%- endmacro %}

{#- Prose as a reader would see it: block elements become a blank, other elements nothing; entities are resolved. -#}
{% macro strip_markup(x) -%}
    {%- set blocks = '(?i)</?(?:p|br|div|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6])(?:\\s[^<>]*)?/?>' -%}
    {%- set bare = regexp_replace_all(regexp_replace_all(x, blocks, ' '), markup_pattern(), '') -%}
    {%- set entities = [('&nbsp;', ' '), ('&lt;', '<'), ('&gt;', '>'), ('&quot;', '"'), ('&amp;', '&')] -%}
    {%- set ns = namespace(sql=bare) -%}
    {%- for entity, plain in entities -%}
        {%- set ns.sql = "replace(" ~ ns.sql ~ ", '" ~ entity ~ "', '" ~ plain ~ "')" -%}
    {%- endfor -%}
    trim({{ regexp_replace_all(ns.sql, white_space_class() ~ '+', ' ') }})
{%- endmacro %}

{#- Whether a text holds the mark of a character that was not read: bytes that no charset knows, a doubtful figure of a
    scan. What stands around it may be part of another number. -#}
{% macro has_unread(x) -%}
    coalesce(instr({{ x }}, '�') > 0, false)
{%- endmacro %}
