"""THE LISTS OF WORDS: how the official texts speak of points, and what stands around a clause.

The rows that read clauses are in rule_patterns.py and wider_patterns.py, those that read what is
asked for in target_patterns.py (docs/reading-a-wording.md).

All see clean text (see cleantext): no spaces, half-width digits, full-width punctuation.
"""

import re

from lib.written_numbers import NUMBER as N

#: Characters; no clause of an official text comes near, and nothing looks further for its end.
LONGEST_CLAUSE = 400

UNIT = (
    r"(?:亿元|万?(?:亩|人次|平方米|公里|千米|米|公顷|人|元|吨|株|头|羽)"
    r"|个|户|座|处|项|次|期|件|份|篇|条|场|家|村|台|套|口|批|所|栋|例|起)"
)
DENSITY = r"(?:[微毫]克/(?:立方米|升)|分贝)"
VERB = r"(?:完成|启动|开展|组织|落实|实施|建成|培训|安置|报送|召开|验收|解决)"
END = r"(?=[，。；：、（）！？]|$)"


# 计8分, 记3分; not 累计5分, 分别计5分, 最高计5分, and not 计0分, which is worth nothing.
POINTS = re.compile(
    r"(?<![累合共总小统估设核审会别另各再均只可不仍即才])(?<!最[高低多])(?<!至[多少])(?<![，。；：][加则])"
    rf"[计记](?P<points>{N})分{END}"
)
# The clause that 计N分 closes, where it is given for something (验收合格的，计5分; 每完成1项计2分;
# 80%以上计3分; 良好计4分; 第二名计3分): it is not what a component is worth.
GIVEN_FOR = re.compile(
    r"的，?$|^否则，?$|^未(?:能|完成|达|落实)|第[\d一二三四五六七八九十]+名|前[\d一二三四五六七八九十]+名"
    r"|每(?:多|超|增|提高|完成|建成|新增|创建|获|[个项次起例件篇条期处座]，?$)"
    r"|^(?:达到?|满|不足|超过|低于|高于)?[\d.]+(?:%，?$|[%个分]?[^，\d]{0,3}(?:以[上下内]|之间))"
    r"|^(?:优秀?|良好?|合格|基本合格|不合格|较好|一般|较差|差|好)(?:等次|等级)?，?$"
)

# Any word for points that ends a statement: 扣0.8分, 扣0.2和0.5分, 得5分, 得满分, 不得分.
# What stands behind it and says that it is for each: 扣35分/次, 扣0.5分（每次）, 扣0.5分，每次累加.
EACH_TIME = r"(?:/[起项例件名户人家条份篇个处次村]|（每[次项起处个件]）|，?(?:每|逐|按)次累[加计])"
# What costs a grade, not points.
VETO_WORDS = (
    r"“?一票否决”?(?:制|处理)?"
    r"|取消[一-龥]{0,8}(?:评[优先选奖]|评优评先|先进)[一-龥]{0,4}(?:资格)?"
    r"|(?:考核|评定|年度)?[一-龥]{0,2}等[次级](?:下?降低?|下调)一个?(?:等次|档次|等级|等|档)"
    r"|降低?一个?(?:等次|档次|等级)"
)
CLAUSE_END = re.compile(
    rf"(?:(?:{N}|[得计]满|不予?[得计记给赋]|不得[该本]项|零|无)分|(?:酌情|视情|适当|视[^，。；]{{1,12}})[^，。；]{{0,3}}扣减?分|(?:比例|程度|进度|完成率)[^，。；]{{0,4}}[得计给]分)"
    rf"(?:{EACH_TIME})?(?:{END}|(?=或[未不没]))"
    rf"|按{N}分(?:/|每)[户人起次处件个]追加扣分{END}"
    rf"|(?:{VETO_WORDS}){END}"
)

# One of what is counted; not 一次性, 每处理一件, 每组织一次, 一个月, 每个百分点.
EACH = (
    r"(?:[人案户批车台校项件班条处]次|[起项例件名户人家条份篇座台套期批场村县乡镇栋宗笔张本册卷只块]|次(?![性年])"
    r"|[具根盏棵株头幅辆艘桶页幢间段片则票门]|校(?![验正对核])"
    r"|处(?![理置室])|组(?!织)|所(?!属)|个(?!百分点|工作日|小时|星期|[月季年]))"
)
# 一次, but not 第一次, 21次, 同一项, 一户一档.
ONE_OF = (
    rf"(?<![第同任某另上下十百\d.一二三四五六七八九])(?:一|1){EACH}"
    r"(?![^，]{0,3}一(?![般些致律定样起]))"
)
SEEN = r"(?:出现|发现|发生|查实|查出|查处|有)"
LACKS = r"(?:缺少?|漏)"
# What is counted, behind its measure word: 每座水库; nothing that happened to it, and no 每户最多.
_NO_NOUN = (
    "未不无没非违漏误缺逾超少差迟合共总各均全都再另加减可酌最累的每天日月季年多免至限仅应将从"
)
NOUN = rf"(?:(?!以[上下内])[^\W\da-zA-Z{_NO_NOUN}]){{1,4}}"
TIMES = (
    rf"(?:每{SEEN}?(?:一|1)?{EACH}|每个(?!百分点|工作日|小时|星期|[月季年])[一-龥]{{1,4}}(?<!每[天日月周季年])"
    rf"|每?(?:出现|发现|发生)(?:一|1)个[一-龥]{{1,4}}|(?!有){SEEN}?(?<![缺少漏]){ONE_OF}|每?{LACKS}{ONE_OF}"
    rf"|每(?:一|1)?[座户村家栋台套条件项名起例份篇宗](?!次){NOUN}|每[人户村县项件车家]每次"
    r"|(?:按|逐)(?:人次|[次起户件人例]))"
)
# Points are taken: 扣1分, 减1分, 扣绩效3分.
TAKE = r"(?:(?:应|将|直接|予以|一次性|一律)?扣(?:除|减|去|绩效)?|(?<![加增])减)"
#: A measure word that counts one by one; 个 not in 个百分点 or 个月.
ONES = (
    r"(?:人次|案次|户次|[次场期项件份篇名人家条处座台套批种类户村起例]"
    r"|个(?!百分点|工作日|小时|星期|月|季|年))"
)
# What is measured in percent: 就业率, 群众满意度.
RATE = r"(?:率|(?:满意|知晓|认可|认同|参与|覆盖|支持|信任|公开|认知|美誉|诚信|完好)度)"
BAR = rf"(?:(?:低于|不足|未达到?|达不到)(?P<bar>{N})%的?，)?"
FALLS = rf"每?(?:下降|降低|减少|低于?|少(?={N}个百分点)"
# 每低于目标值1个百分点 says no more than 每低1个百分点.
OWN_BAR = r"(?:目标值?|标准值?|要求)?"

# A clause with one of these says more than its pattern can hold: nobody guesses.
GUARD = re.compile(
    r"酌情|视情|最[高多低少]|至少|[加翻双]倍|累计|分别|不超过|超过|以内|上限|封顶|加分|奖励?\d|[减得]分(?!率)"
    r"|同一|总[分得成]|中$|依次|递[增减]|比例|除外|另行|再次|(?<!不)连续|首次|情节|第[\d一二三四五]+[次起项]|[\d一二两三四五]+[次起项件]以"
    r"|[\d一二两三四五六七八九十]+[天日](?!前)|(?:(?<!参)加|[另再共均并减可倒约酌仅才先]|(?<![每一1])只)$"
    r"|排名|名次|末位|倒数|前[一二三四五六七八九十]|分之|[一二三四五六七八九]成|[一过]半"
)

# A word for how many or how long: what it counts happens more than once, so a clause that
# has it is no «once»; but 一户一档, “八个一”, 一次性, 半年报 only sound like it.
COUNTING = re.compile(
    rf"(?<!第)[一二两三四五六七八九十几数多半\d](?:{EACH}|位|个?[月季天周日]|年(?![报度总统工])|小时|星期)"
    r"(?![^，]?一(?![般些致律定样起]))|屡|反复|[按逐]次|按[天日月人户]|缺[一二两三四五]"
)
# The same of a clause that is read with all its words: they leave open how it is counted.
DOUBTFUL = re.compile(
    r"分别|酌情|视情|类推|依次|递[增减]|按[^，]{0,8}比例|排名|名次|末位|倒数|第[\d一二三四五六七八九十]+[名次起项处]"
    r"|前[\d一二三四五六七八九十]+名|同一|[加翻双]倍|同[上样]|(?:加|[另再倒])$"
    r"|^(?:优秀?|良好?|合格|基本合格|不合格|较好|一般|较差|差|好)(?:等次|等级)?的?$"
)
# Points that are given for something: 得3分, 的记7分.
AWARD = re.compile(rf"(?<![加不累合共总小统估设核审会另各再均只可仍即才仅最高多])[得记计]({N})分")
# What gets less than the best of its kind: 按期完成得6分，延期完成得4分 are no two things.
LESSER = re.compile(
    "延期|迟|请假|缺训|下降|次年|整改后|较好|一般|国家级|[省市县]级|分管|其他|标准(?:的|，)*$|优秀|良好|合格"
)
# One band of a figure: 80%以上, 不足65%, 4万吨至8万吨.
BAND = re.compile(
    rf"{N}(?![月日年])[^，。；\d]{{0,3}}(?:（含）)?及?以[上下内]"
    rf"|(?:超过|大于|小于|不足|低于|高于|少于|多于|等于|达到?|满)(?:或等于)?(?:了)?{N}(?![月日年])"
    rf"|{N}[%个]?[-~—至]{N}[%个]"
)
# A clause that begins so goes on with the one before it.
CUT_OFF = re.compile(
    r"^(?:但|仍|又|也|还|再|都|以后|此后|之后|超出|否则|其中|同时|此外|且|并|或|反之|则)"
)
# 在检查中，每次扣1分: when it holds, not what is counted.
ADVERBIAL = re.compile(r"(?:[时后中下内前]|以[上下内外]的?)$")
# 未召开会议的县扣1分: of one of them, or for each?
SEVERAL = re.compile(r"的(?!情[形况]|行为|现象)[一-龥]{1,5}$|的?[县区市州镇乡村]{2,}$")
# What is asked for as a most: less of it is better, so that nothing is short of it.
CEILING_BEFORE = re.compile(
    r"(?:不(?:得)?(?:超过|高于|大于|多于|突破)|(?<!不)(?:少于|低于|小于)|控制[在到]?|压[减降缩][到至]?"
    r"|[减降缩][少低小]?[到至]|≤|[<＜])$"
)
CEILING_BEHIND = re.compile(r"以[内下]|以上|左右|余|多[个人户件次亩]")
# For each of them, or each time: no figure of the year or of the whole.
PER_EACH = re.compile(
    r"每[一个]?(?:季|月|周|旬|天|县|人|乡|村|户|辆|个?单位)|各(?:县|乡|镇|村|季|单位|区)"
    r"|以[县市区州乡镇村校][一-龥]{0,2}为单位|[月人季]均|按[季月]|逐[月季]|所有[县乡镇村]|均达|一季度"
)
# Whether it is done at all is left open: 不加2分, 免扣1分, 在下年度扣1分.
UNDONE = re.compile(
    r"(?:可?不(?:予|再|得|能|应|以)?|暂不|免予?|停|少|多|酌|各|共|才能?|方能|未|应得?|减|返|抵|补|累积|暂|预|分级|按级别|取消|解除"
    r"|建议|可以?|不?实行不?|从(?!事)[一-龥]{1,8}|在?下一?年度?|责任人|个人)$"
)
# A clause that only says under what condition the next one holds.
CONDITION = re.compile(
    r"^(?:如|若|对|凡|除|因|经)|[的者时后下]$|情况|情形"
    r"|(?:低于|不足|未达到?|达不到|超过|高于|大于|小于)[\d.]+%?$"
)


def is_condition(clause: str) -> bool:
    """Tell a clause that restricts who, when or how large from one that says what happened."""
    return _RESTRICTS.search(clause) is not None


_RESTRICTS = re.compile(
    r"^(?:在|经|因|如(?![期实数])|若|对|凡|除)|^以[一-龥]{1,6}为单位$|[中时内前]$|(?<![滞落延推])后$|以[上下内]的?$|超过[^，]{0,12}的?$"
)

# Everything that may give, take, withhold or cap points. Wider than the patterns: what
# is found here outside a rule is unsettled.
_NOT_A_DEDUCTION = r"(?<![折回克紧抵代纽暂查])(?<!环环相)(?<!不折不)(?<!丝丝入)扣(?![押留缴])"
_CHINESE = "一二两三四五六七八九十半零〇"
SCORING = re.compile(
    rf"{_NOT_A_DEDUCTION}"
    r"|\d分(?![钟之局别队公工类级配批期管步布散析解校店院行])"
    r"|[得计记评打赋给折加减满零无]分(?![管别类析散布解工部率包歧支岔])"
    r"|[计记清扣给][一-龥]{0,4}积分"
    rf"|[加减得奖计记给赋占评打][{_CHINESE}]+分|（[{_CHINESE}]+分）"
    r"|分值(?!得)|(?:[得计给赋享]|该项|本项|此项|相应|全部)[一-龥]{0,3}分数(?!线)"
    r"|[项分][一-龥]{0,4}(?:[为至到归][0零]|[清归]零)(?![.\d])|直至[一-龥]{0,8}[0零](?![.\d])"
    r"|不(?:予)?计发|减半|减[去掉计记]|[加双]倍|按[\d一二两三]+倍|否决|酌情|视情|封顶"
    r"|按[一-龥]{0,8}(?:比例|程度|进度|完成率)[一-龥]{0,2}(?:[得给赋核递]|计(?!提)|折[算合])"
    r"|(?:降[低为至]?|下[降调])[一-龥]{0,3}(?:等次|档次|等级|名次)|降[低为至]?[一1两二]?个?[档等](?!级)"
    r"|取消[一-龥]{0,8}(?:评[优先选奖]|资格|名次|等次|档次|荣誉|称号|奖励)"
    r"|不[得能予][一-龥]{0,4}(?:评[优先选为定]|参评)"
    r"|[定评列判视]为[一-龥]{0,4}(?:等次|档次|末位|合格)|降为[一-龥\d]{1,4}[类级档等]"
    r"|平均分|及格分|[得计][全足]分|得一半|折半|打[\d一二三四五六七八九]折|系数|基准值|黄牌|免责|免[扣除]|豁免|减免"
    r"|返还|从[轻重](?:处|$)|加重处|[计加减]\d[\d.]*(?=[，。；]|$)|\+\d|奖励?\d|按\d[\d.]*%[计得给折]|乘以|归零"
)

# Words that stand around a clause, in the order in which leftovers.py asks about them.
# Before a clause or by itself, and no more than that: 1. （一） ① a. 扣分标准：
# What the statements below it are about, and no more: 资金监管：, but not 山区县：.
_TOPIC = (
    r"(?:^|(?<=[。；.）、①-⑳]))(?![^：]{0,12}(?:[未没无不若如凡对在经超缺]|发生|出现|[扣加得减]))[一-龥]{2,10}"
    r"(?:管理|监管|监督|工作|建设|情况|制度|进度|落实|执行|使用|报送|宣传|培训|公开|稳定|整改|质量|成效|绩效|保障|服务|扶持|发放|领导)："
)
LABEL = re.compile(
    rf"{_TOPIC}|"
    r"(?:\d{1,2}[.、）](?!\d)|（?[\d一二三四五六七八九十]{1,2}[）、](?![一二三四五六七八九十])|[①-⑳]"
    r"|[a-zA-Z][.）]|（[a-zA-Z]）|[扣评计记打考][一-龥]{1,4}(?:标准|办法|细则|方法|方式|项)：)"
)
# How much may be lost in all. The rules stay as they are; the words are shown.
CAP = re.compile(
    rf"(?:[该本此每][一-龥]{{0,3}}|(?:以上|上述)[一-龥]{{0,4}})?(?:{N}分)?(?:(?:最多)?扣[完光满至到][^，]{{0,10}}"
    rf"|直?[至到][^，]{{0,10}}(?:为止|[0零]分?|扣[完光])"
    rf"|(?:最[高多]|至多|累计|合计|共计|总计)[^，次]{{0,10}}{N}分(?:为止|为限|封顶)?"
    rf"|以[^，]{{0,6}}{N}分为[限上止][^，]{{0,3}}|[^，]{{0,6}}(?:不超过[^，]{{0,6}}分|封顶)|满分为?{N}分)"
)
# What belongs to the deduction before it, even where a requirement could stand.
TAIL = re.compile(
    r"除外|此列|此限|类推|累加|累[计积]扣分|叠加|视[同为]|翻[倍番]|加倍|减半|恢复|同时[发存出]|取其?[高重]|为[止限]$|^同[上样]|^均[不按每扣计]"
    r"|重复[计统扣记]|不[计纳]入|不予考核|免[于予]?考核|[逐按分]次(?:计|累|扣|$)|^每[次项起处个件例人户]$"
    r"|(?:因|由于|原因|经|属|如|若)[^，]{0,40}不[予再]?扣"
)
# What refers to more than the clause next to it.
REFERS = re.compile(
    r"(?:^|，)[对凡]?以上[^\d]|上述|前述|前款|同一|同时[发存出]|取其?[高重]|均[不按每扣计]"
)
# An exception within a requirement holds for whatever is deducted there.
EXCEPTION = re.compile(
    r"除外|不在此列|不[计纳]入考核|免[于予]?考核|不作要求|可延[至期]|放宽|（[^）]*不计）"
)
# How it is looked into: 查阅资料、实地查看.
METHOD = re.compile(
    r"(?:(?:查[阅看]?|核[查对]|实地|现场|听取|走访|问卷)[一-龥]{0,8}?"
    r"(?:资料|台[账帐]|记录|文件|报表|档案|现场|查看|察看|核实|汇报|调查|数据)、?){1,4}"
)
# How a requirement begins, and what it never says: then it is a condition or a failing.
DEMAND = re.compile(
    r"(?:要|应当?|须)?(?:按|完成|做好|落实|组织|配合|加强|严格|认真|妥善|全面|积极|及时|建立|健全|制定|开展|持续"
    r"|推[进广行动]|召开|报送|上报|确保|保[证持]|维护|实[施行现]|执行|坚持|强化|规范|[抓搞办管用]好|提[高升]"
    r"|解决|启动|建成|培训|安置|签订|成立|明确|配[备齐强]|定期|深入|切实|进一步|主动|整村|处理|达到|编制|督促|指导)"
)
TELLING = re.compile(
    r"的$|[时后中下前内者]$|以[上下内外]|超过|不足|低于|高于|[未没缺漏逾违误了若但仍每]|如(?![期实数])|不(?![断少低])|无"
    r"|累计|平均|汇总|换算|就高|累进|百分制|末位|从严|容错|减轻|视作|放宽|即可|算完成|等于|清零|按零|满额|下一档"
    r"|按[一二两三四五六七八九十\d]+[次折]|一[次项个](?:计|处理|执行|认定)|折[\d一二两]|算[\d一二两]|统计$|至\d倍"
    r"|为[止限准]|同[上样]|[差弱少低慢乱迟错假拖]$|滞后|粗糙|走样|过场|形式$|敷衍|推诿"
)
# What precedes a statement and may hold for those after it as well.
SCOPE = re.compile(
    r"^(?:在|对|凡|如(?![期实数])|若|除|因|经)|[者时后中下内前]$|(?<!分)以[上下内外]|情况|情形|[县市区村乡镇户]$"
)
# How what is counted weighs, told in the clause before it: 按权重0.5计算，每漏报1次扣1分. A name
# would swallow it and the amount be another.
WEIGHS = re.compile(
    rf"权重|加权|占[^，。；]{{0,6}}{N}%，|[按打以]?{N}折[计算]?，|附加项|平均数?计"
    r"|以[\d十百千万][^，。；]{0,6}为(?:单位|基数)，|[以按](?![^，。；]*最[高低])[^，。；]{1,8}(?:计|计算|折算|换算)，"
    r"|按[^，。；]{1,4}(?:大小|轻重|高低|多少|长短|比例)，"
)
# Once, or once for each of several: 分项酌情扣1-3分.
SEVERALLY = re.compile(r"(?:分[项类条档级别]|单[项条个]|逐[条类个项]|均)，?$")
# A fault that somebody may weigh: 执行不力, 情节严重; not 单项, 全年.
FAULT = re.compile(
    "[未不无没非违漏误缺逾差劣乱慢弱低假]|严重|滞后|敷衍|粗糙|过场|问题|事故|失[误职]"
)
# A deduction beside it that grows with how often or how much: then once may not be once.
GROWS = re.compile(
    r"[\d一二两三四五六七八九十][^，分]{0,4}以[上下内]|超过|不足|达到?\d|再次|第[二三四2-4]|(?<!不)连续|多次|屡|[两二2]次|[两二三四五]项|每[增多]|仍[未不]|加重|其他|其余"
)

# Fixed terms of the texts; one of them with a character missing is reported.
TERMS = (
    "因配合不力影响",
    "后扶工作稽察",
    "移民资金内部审计",
    "整村推进移民村",
    "省政府绩效考核指标数",
    "农业实用技术培训",
    "转移就业技能培训",
    "未落实优惠政策",
    "基础工作未落实",
    "未召开听证会",
)

# Work that an item's name promises and its text must speak of.
NAME_WORDS = ("稽察", "监测评估", "避险解困", "计生", "培训", "审计", "维稳")

# （移民业务工作部分各项指标得分总额/67）×76
FORMULA = re.compile(
    rf"(?P<name>[一-龥]{{1,30}}?)部分得分=（[^（）/]{{0,60}}/(?P<of>{N})）[×xX*](?P<full>{N})"
)
