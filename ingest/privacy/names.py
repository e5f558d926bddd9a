"""What a Chinese name looks like."""

from __future__ import annotations

from ingest.privacy.folding import HAN

TITLE = (
    r"(?:先生|女士|小姐|同志|老师|会计|秘书"
    r"|(?:副|总)?(?:处长|科长|主任|局长|院长|校长|所长|部长|股长|站长|队长|经理|书记|主席))"
)
# Family names that begin nine in ten Chinese names; left out are those that are ordinary words at the head of a text.
_SURNAMES = (
    "王李张刘陈杨赵吴周徐孙朱胡郭何罗宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾魏薛阎余潘杜戴钟姜崔谭廖范汪任姚贺邱侯邹熊孟秦尹"
    "邵史龚段雷钱汤陶黎樊蓝庞殷俞翟颜倪严牛温芦季鲁葛柳岳尚梁叶阮施洪冉鄢邢崖韦翁荀甄聂鲍庄关马丁林田夏石顾龙白江黄万武常赖齐覃康"
    "張劉陳楊趙吳孫羅鄭謝韓馮蕭鄧許呂蘇盧蔣賈閻鍾譚廖範鄒龔錢湯陶顏嚴魯葉韋聶鮑莊關馬齊賴黃"
)
_COMPOUND = r"(?:欧阳|司马|上官|诸葛|尉迟|皇甫|令狐|夏侯|慕容|长孙|宇文|司徒|东方|公孙|歐陽)"
# Words that begin like a name.
_NO_NAME = (
    r"(?!周[期边转围末报]|任[务期职何意]|关[于键系闭]|常[规年态用务]|程[序度]|许可|余[额下]|万[元人]|范[围畴]|严[格禁重]|曾经|何[时种处]"
    r"|陈[述旧列]|张贴|段落|林[业木地]|田间|石[油材料]|白[天色]|黄色|马[路上]|江河|龙头|温[度室]|叶片|钱款|史料|顾[问客]|夏[季天]"
    r"|蓝[图色]|戴上|雷达|汤类|严肃|颜色|牛羊|季[度节]|尚[未需]|施[工行]|齐[全备]|高[效于等标中]|田[地野]|向|贺信|方[式案便法面向]|成[本立果效]|安[全排装]|时[间效限]|明[确细]|文[件化字]|单[位价]|计[划算]"
    r"|金[额融]|易[地于]|于|史无|杜绝|唐代|宋代)"
)
# … and those that are, for places where a name is likely.
_MORE_SURNAMES = _SURNAMES + "高金方安成于时易明文单计向米包左伍毕邬祁宁孔熊应柏童欧耿祝项古盛辛路骆全鞠褚娄冷"


def _name(surnames: str) -> str:
    """A name by itself: family name and one or two characters, or parts joined by dots."""
    return (
        rf"(?:{_NO_NAME}(?:{_COMPOUND}{HAN}{{1,2}}|[{surnames}](?:{HAN}{{1,2}}| {{1,4}}{HAN}))"
        rf"|{HAN}{{1,8}}(?:·{HAN}{{1,8}})+)"
    )


NAME, LIKELY_NAME = _name(_SURNAMES), _name(_MORE_SURNAMES)
END = rf"(?={TITLE}|[^\u3400-\u9fff]|$)"
