{#- Text macros: what a printed text is once its typography is off.

`normalise_text` and `normalise_label` are twins of the functions of the same names in ingest/vocabulary.py;
a test compares them. DuckDB has no NFKC: the compatibility forms that Chinese documents print are listed here.
-#}

{% macro regexp_replace_all(x, pattern, replacement) -%}
    regexp_replace({{ x }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- White space as Python sees it; `\s` of a regular expression in SQL is ASCII only. -#}
{% macro white_space_class() -%}
    [\s\x0b\x1c-\x1f\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]
{%- endmacro %}

{#- What needs no folding at all: ASCII and the common ideographs. Most cells stop here. -#}
{% macro beyond_plain_class() -%}
    [^ -~\x{4e00}-\x{9fff}]
{%- endmacro %}

{% macro rare_class() -%}
    [\x{b2}\x{b3}\x{b9}\x{2011}\x{2017}\x{2024}-\x{2026}\x{2033}-\x{2057}\x{2070}-\x{209f}\x{2100}-\x{218f}\x{2460}-\x{24ff}\x{2e80}-\x{2fdf}\x{3220}-\x{33ff}\x{f900}-\x{faff}\x{fe10}-\x{fe6f}\x{ff5f}-\x{ffef}]
{%- endmacro %}

{#- Element names that text extractions leave behind; anything else in angle brackets is text. -#}
{% macro markup_pattern() -%}
    (?i)</?(?:p|br|div|span|b|i|u|strong|em|font|table|tbody|thead|tr|td|th|ul|ol|li|h[1-6]|a|img|input|sub|sup)(?:\s[^<>]*)?/?>
{%- endmacro %}

{#- Compatibility forms of more than one character, and those that stand in a document now and then. -#}
{% macro fold_rare_forms(x) -%}
    translate(
        array_to_string(
            list_transform(
                string_split(nfc_normalize({{ x }}), ''),
                lambda form: coalesce(map {
                    '℃': '°C', '℉': '°F', '№': 'No', 'Ⅱ': 'II', 'Ⅲ': 'III', 'Ⅳ': 'IV',
                    'Ⅵ': 'VI', 'Ⅶ': 'VII', 'Ⅷ': 'VIII', 'Ⅸ': 'IX', 'Ⅺ': 'XI', 'Ⅻ': 'XII',
                    'ⅱ': 'ii', 'ⅲ': 'iii', 'ⅳ': 'iv', 'ⅵ': 'vi', 'ⅶ': 'vii', 'ⅷ': 'viii',
                    'ⅸ': 'ix', 'ⅺ': 'xi', 'ⅻ': 'xii', '⑩': '10', '⑪': '11', '⑫': '12',
                    '⑬': '13', '⑭': '14', '⑮': '15', '⑯': '16', '⑰': '17', '⑱': '18',
                    '⑲': '19', '⑳': '20', '⑴': '(1)', '⑵': '(2)', '⑶': '(3)', '⑷': '(4)',
                    '⑸': '(5)', '⑹': '(6)', '⑺': '(7)', '⑻': '(8)', '⑼': '(9)', '⑽': '(10)',
                    '⑾': '(11)', '⑿': '(12)', '⒀': '(13)', '⒁': '(14)', '⒂': '(15)', '⒃': '(16)',
                    '⒄': '(17)', '⒅': '(18)', '⒆': '(19)', '⒇': '(20)', '⒈': '1.', '⒉': '2.',
                    '⒊': '3.', '⒋': '4.', '⒌': '5.', '⒍': '6.', '⒎': '7.', '⒏': '8.',
                    '⒐': '9.', '⒑': '10.', '⒒': '11.', '⒓': '12.', '⒔': '13.', '⒕': '14.',
                    '⒖': '15.', '⒗': '16.', '⒘': '17.', '⒙': '18.', '⒚': '19.', '⒛': '20.',
                    '⒜': '(a)', '⒝': '(b)', '⒞': '(c)', '⒟': '(d)', '⒠': '(e)', '⒡': '(f)',
                    '⒢': '(g)', '⒣': '(h)', '⒤': '(i)', '⒥': '(j)', '⒦': '(k)', '⒧': '(l)',
                    '⒨': '(m)', '⒩': '(n)', '⒪': '(o)', '⒫': '(p)', '⒬': '(q)', '⒭': '(r)',
                    '⒮': '(s)', '⒯': '(t)', '⒰': '(u)', '⒱': '(v)', '⒲': '(w)', '⒳': '(x)',
                    '⒴': '(y)', '⒵': '(z)', '㈠': '(一)', '㈡': '(二)', '㈢': '(三)', '㈣': '(四)',
                    '㈤': '(五)', '㈥': '(六)', '㈦': '(七)', '㈧': '(八)', '㈨': '(九)', '㈩': '(十)',
                    '㎅': 'KB', '㎆': 'MB', '㎇': 'GB', '㎎': 'mg', '㎏': 'kg', '㎐': 'Hz',
                    '㎑': 'kHz', '㎒': 'MHz', '㎓': 'GHz', '㎖': 'ml', '㎗': 'dl', '㎘': 'kl',
                    '㎜': 'mm', '㎝': 'cm', '㎞': 'km', '㎡': 'm2', '㎢': 'km2', '㎥': 'm3',
                    '㎸': 'kV', '㎾': 'kW', '㎿': 'MW', '㏄': 'cc', '︰': '..', '￣': ' ̄',
                    '‗': ' ̳', '‥': '..', '…': '...', '″': '′′', '‴': '′′′', '‶': '‵‵',
                    '‷': '‵‵‵', '‼': '!!', '‾': ' ̅', '⁇': '??', '⁈': '?!', '⁉': '!?',
                    '⁗': '′′′′'
                }[form], form)
            ),
            ''
        ),
        '²³¹⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₔₕₖₗₘₙₚₛₜⅠⅤⅩⅬⅭⅮⅯⅰⅴⅹⅼⅽⅾⅿ①②③④⑤⑥⑦⑧⑨ⒶⒷⒸⒹⒺⒻⒼⒽⒾⒿⓀⓁⓂⓃⓄⓅⓆⓇⓈⓉⓊⓋⓌⓍⓎⓏⓐⓑⓒⓓⓔⓕⓖⓗⓘⓙⓚⓛⓜⓝⓞⓟⓠⓡⓢⓣⓤⓥⓦⓧⓨⓩ⓪⺟⻳⼀⼁⼂⼃⼄⼅⼆⼇⼈⼉⼊⼋⼌⼍⼎⼏⼐⼑⼒⼓⼔⼕⼖⼗⼘⼙⼚⼛⼜⼝⼞⼟⼠⼡⼢⼣⼤⼥⼦⼧⼨⼩⼪⼫⼬⼭⼮⼯⼰⼱⼲⼳⼴⼵⼶⼷⼸⼹⼺⼻⼼⼽⼾⼿⽀⽁⽂⽃⽄⽅⽆⽇⽈⽉⽊⽋⽌⽍⽎⽏⽐⽑⽒⽓⽔⽕⽖⽗⽘⽙⽚⽛⽜⽝⽞⽟⽠⽡⽢⽣⽤⽥⽦⽧⽨⽩⽪⽫⽬⽭⽮⽯⽰⽱⽲⽳⽴⽵⽶⽷⽸⽹⽺⽻⽼⽽⽾⽿⾀⾁⾂⾃⾄⾅⾆⾇⾈⾉⾊⾋⾌⾍⾎⾏⾐⾑⾒⾓⾔⾕⾖⾗⾘⾙⾚⾛⾜⾝⾞⾟⾠⾡⾢⾣⾤⾥⾦⾧⾨⾩⾪⾫⾬⾭⾮⾯⾰⾱⾲⾳⾴⾵⾶⾷⾸⾹⾺⾻⾼⾽⾾⾿⿀⿁⿂⿃⿄⿅⿆⿇⿈⿉⿊⿋⿌⿍⿎⿏⿐⿑⿒⿓⿔⿕︐︑︒︓︔︕︖︗︘︱︲︳︴︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈﹍﹎﹏﹐﹑﹒﹔﹕﹖﹗﹘﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫｟｠｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟﾠﾡﾢﾣﾤﾥﾦﾧﾨﾩﾪﾫﾬﾭﾮﾯﾰﾱﾲﾳﾴﾵﾶﾷﾸﾹﾺﾻﾼﾽﾾￂￃￄￅￆￇￊￋￌￍￎￏￒￓￔￕￖￗￚￛￜ￠￡￢￤￥￦￨￩￪￫￬￭￮‑․',
        '2310i456789+−=()n0123456789+−=()aeoxəhklmnpstIVXLCDMivxlcdm123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0母龟一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠,、。:;!?〖〗—–__(){}〔〕【】《》〈〉「」『』[]___,、.;:?!—(){}〔〕#&*+-<>=\$%@⦅⦆。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゙゚ᅠᄀᄁᆪᄂᆬᆭᄃᄄᄅᆰᆱᆲᆳᆴᆵᄚᄆᄇᄈᄡᄉᄊᄋᄌᄍᄎᄏᄐᄑ하ᅢᅣᅤᅥᅦᅧᅨᅩᅪᅫᅬᅭᅮᅯᅰᅱᅲᅳᅴᅵ¢£¬¦¥₩│←↑→↓■○‐.'
    )
{%- endmacro %}

{% macro normalise_text(x) -%}
    {%- set full_width -%}{% raw %}！＂＃＄％＆＇（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ［＼］＾＿｀ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ｛｜｝～              　{% endraw %}{%- endset -%}
    {%- set ascii -%}{% raw %}!"#$%&''()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\]^_`abcdefghijklmnopqrstuvwxyz{|}~               {% endraw %}{%- endset -%}
    {%- set folded = "case when regexp_matches(" ~ x ~ ", '" ~ rare_class() ~ "') then "
        ~ fold_rare_forms(x) ~ " else " ~ x ~ " end" -%}
    {%- set outer_white_space = '^' ~ white_space_class() ~ '+|' ~ white_space_class() ~ '+$' -%}
    {{ regexp_replace_all(
        "case when regexp_matches(" ~ x ~ ", '" ~ beyond_plain_class() ~ "') then translate("
        ~ folded ~ ", '" ~ full_width ~ "', '" ~ ascii ~ "') else " ~ x ~ " end",
        outer_white_space,
        ''
    ) }}
{%- endmacro %}

{% macro normalise_label(x) -%}
    {%- set bare = regexp_replace_all(x, markup_pattern(), '') -%}
    {%- set closed_up = regexp_replace_all(normalise_text(bare), white_space_class() ~ '+', '') -%}
    {%- set brackets = "translate(" ~ closed_up ~ ", '〔【［[〕】］]', '(((())))')" -%}
    {%- set leading_number = '^(?:\\([一二三四五六七八九十0-9]{1,3}\\)|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、]([^0-9]|$))' -%}
    {%- set numbered = "regexp_replace(" ~ brackets ~ ", '" ~ leading_number ~ "', '\\1')" -%}
    {%- set among = "regexp_replace(" ~ numbered ~ ", '^其中:', '')" -%}
    regexp_replace({{ among }}, '[:;,、.。*]+$', '')
{%- endmacro %}

{% macro strip_brackets(x) -%}
    regexp_replace({{ regexp_replace_all(x, '\\([^()]*\\)', '') }}, '[:;,、.。*]+$', '')
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
