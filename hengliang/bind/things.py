"""Where the name of the things counted ends, though nouns follow: 35个|断面|水质达标率, 12个|县（市）|政务服务标准化建设.

What goes in: the noun phrase behind a number. What comes out: the part of it that the number counts. It does not know the
number.
"""

from __future__ import annotations

import re

#: What is measured of the things; it is said of each, and counted is none of it.
_MEASURED = re.compile(
    "(?<=..)(?:(?:空气|水|环境|大气)质(?:量)?)?(?:平均|监测|综合)?(?:(?:达标|优良|合格|满意|覆盖|完成|普及|开工|竣工|化解|签约|入住|出租|优良天数)?(?:率|比例)|水质|(?:培养|投资|资产|贷款|生产|经营|招生)规模|(?:存款|贷款)余额)$"
)
#: 带动千家企业发展: what they then do.
_THEN = re.compile("(?<=企业|农户|群众|村民|家庭|居民)(?:快速|健康|共同|持续)?(?:发展|增收|致富|成长|升规)$")
#: 60家|供餐单位|负责人: bodies are counted, and not their people.
_BODIES = re.compile(
    "(?P<bodies>.{2,}?(?:企业|单位|公司|学校|医院|机构|合作社|协会|场馆|银行|商户|门店))"
    "(?:相关|主要|有关)?(?:负责人|从业人员|管理人员|员工|职工|代表|家长|(?:免费|低免|优惠|低收费)*服务(?:群众|市民))$"
)
_PEOPLE_LAST = ("人", "员", "工", "表", "长", "众", "民")
#: 县（市）, 县（市、区）: a list of levels is a noun of its own.
_LEVELS = re.compile("(?:设区)?[市县区乡镇旗州]（[市县区旗州乡镇街道、]{1,8}）(?!级|[直所重领域])")


#: 35个断面|水质达标率|100%: what follows is told of the things, and needs them in its name.
_RATED = re.compile("[\u4e00-\u9fff]{2,12}(?:率|比例)(?!先)|(?:培养|招生)规模")


def rated(rest: str) -> bool:
    """Whether a rate of the things counted stands behind them."""
    return bool(_RATED.match(rest)) if "率" in rest or "比例" in rest or "规模" in rest else False


def things(phrase: str) -> str:
    """The things counted, without what is measured of them or done by them.

    Example:
        >>> things("断面水质达标率"), things("县（市）政务服务标准化建设"), things("省级重点项目")
        ('断面', '县（市）', '省级重点项目')
    """
    if "）" in phrase:
        levels = _LEVELS.match(phrase)
        phrase = levels[0] if levels else phrase
    bodies = _BODIES.match(phrase) if phrase.endswith(_PEOPLE_LAST) else None
    phrase = bodies["bodies"] if bodies else phrase
    phrase = _THEN.sub("", phrase) if phrase.endswith(("展", "收", "富", "长", "规")) else phrase
    return _MEASURED.sub("", phrase) if phrase.endswith(("率", "例", "质", "规模", "余额")) else phrase
