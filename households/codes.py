"""The codes of the case file (docs: case file), with the words people read."""

from django.db.models import TextChoices


class Sex(TextChoices):
    MALE = "M", "男"
    FEMALE = "F", "女"


class IdKind(TextChoices):
    """What proves who somebody is. A residence permit of mainland citizens carries their ID number: 居民身份证."""

    ID_CARD = "id_card", "居民身份证"
    HMT_PERMIT = "hmt_permit", "港澳台居民居住证"
    PASSPORT = "passport", "护照"
    NONE = "none", "无身份证号"


class Leaving(TextChoices):
    """Why a member lives in the household no more."""

    DIED = "died", "去世"
    MOVED = "moved", "迁出、另住他处"
    APART = "apart", "不再共同生活"


class ConflictState(TextChoices):
    """What a second person found about a number typed with two names."""

    OPEN = "open", "待核对"
    SAME_PERSON = "same_person", "同一人，更正姓名"
    MISTYPED = "mistyped", "号码填错"
    TWO_CLAIM = "two_claim", "两人同号，报县级"


class TransferState(TextChoices):
    """How far a family is on its way to another township."""

    SENT = "sent", "待接收"
    RECEIVED = "received", "已接收"
    DECLINED = "declined", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class Relation(TextChoices):
    """To the applicant."""

    APPLICANT = "applicant", "申请人"
    SPOUSE = "spouse", "配偶"
    MINOR_CHILD = "minor_child", "未成年子女"
    ADULT_CHILD = "adult_child", "成年子女"
    CHILD_IN_LAW = "child_in_law", "儿媳、女婿"
    PARENT = "parent", "父母"
    PARENT_IN_LAW = "parent_in_law", "公婆、岳父母"
    SIBLING = "sibling", "兄弟姐妹"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"
    OTHER = "other", "其他"


class ObligorRelation(TextChoices):
    """What somebody living elsewhere is to the member they owe support."""

    SPOUSE = "spouse", "配偶"
    PARENT = "parent", "父母"
    CHILD = "child", "子女"
    GRANDPARENT = "grandparent", "祖父母、外祖父母"
    GRANDCHILD = "grandchild", "孙子女、外孙子女"
    SIBLING = "sibling", "兄弟姐妹"


# What is owed, by what the obligor is to the member (民法典 第1059、1067、1074、1075条).
DUTIES = {
    ObligorRelation.SPOUSE: "扶养",
    ObligorRelation.PARENT: "抚养",
    ObligorRelation.CHILD: "赡养",
    ObligorRelation.GRANDPARENT: "抚养",
    ObligorRelation.GRANDCHILD: "赡养",
    ObligorRelation.SIBLING: "扶养",
}


class RepresentativeKind(TextChoices):
    """Who acts for a member: by law, or because the member said so."""

    GUARDIAN = "guardian", "监护人"
    AGENT = "agent", "委托代理人"


class IncomeKind(TextChoices):
    WAGE = "wage", "工资性收入（税前）"
    BUSINESS = "business", "经营净收入"
    PROPERTY = "property", "财产净收入"
    TRANSFER = "transfer", "转移净收入"
    OTHER = "other", "其他收入"


class Exclusion(TextChoices):
    """Money received that may stay out of income (57号第十三条)."""

    CENTRAL_BASIC_PENSION = "central_basic_pension", "中央确定的城乡居民基础养老金"
    SOCIAL_INSURANCE_MEDICAL = "social_insurance_medical", "医保报销等社会保险医疗给付"
    PREFERENTIAL_PENSION = "preferential_pension", "优待抚恤金"
    FAMILY_PLANNING_AWARD = "family_planning_award", "计划生育奖励扶助"
    SCHOLARSHIP = "scholarship", "奖学金、助学金"
    BRAVERY_AWARD = "bravery_award", "见义勇为奖励"
    SOCIAL_ASSISTANCE = "social_assistance", "政府社会救助款物"
    OLD_AGE_ALLOWANCE = "old_age_allowance", "高龄津贴"
    DISABILITY_SUBSIDY = "disability_subsidy", "残疾人两项补贴"
    ORPHAN_SUBSIDY = "orphan_subsidy", "孤儿、事实无人抚养儿童补贴"


class ExpenseKind(TextChoices):
    """Paid by the family itself, after every reimbursement."""

    MEDICAL = "medical", "医疗"
    EDUCATION = "education", "教育"
    REHABILITATION = "rehabilitation", "残疾康复"
    DISASTER = "disaster", "灾害、意外"
    LIVING = "living", "基本生活"
    OTHER = "other", "其他刚性支出"


class DisabilityKind(TextChoices):
    VISUAL = "visual", "视力"
    HEARING = "hearing", "听力"
    SPEECH = "speech", "言语"
    PHYSICAL = "physical", "肢体"
    INTELLECTUAL = "intellectual", "智力"
    MENTAL = "mental", "精神"
    MULTIPLE = "multiple", "多重"


class Disease(TextChoices):
    """The catalogue of serious diseases; the value `serious_disease_catalogue` says which are in force."""

    MAJOR = "major", "重特大疾病"
    MDR_TB = "mdr_tb", "耐多药结核病"


class School(TextChoices):
    """Full-time study."""

    NONE = "none", "不在校"
    PRESCHOOL = "preschool", "学前教育"
    COMPULSORY = "compulsory", "义务教育"
    SENIOR_HIGH = "senior_high", "普通高中"
    VOCATIONAL = "vocational", "中等职业学校"
    COLLEGE = "college", "大专"
    UNDERGRADUATE = "undergraduate", "本科"
    POSTGRADUATE = "postgraduate", "研究生"


class Status(TextChoices):
    NORMAL = "normal", "正常"
    IN_PRISON = "in_prison", "监狱服刑"
    COMPULSORY_DETOX = "compulsory_detox", "强制隔离戒毒"
    MISSING = "missing", "法院宣告失踪"
    PROBATION = "probation", "缓刑、社区矫正"
    DETAINED = "detained", "羁押未决"


class ObligorStatus(TextChoices):
    NORMAL = "normal", "正常"
    IN_PRISON = "in_prison", "监狱服刑"
    COMPULSORY_DETOX = "compulsory_detox", "强制隔离戒毒"
    MISSING = "missing", "法院宣告失踪"
    PROBATION = "probation", "缓刑、社区矫正"
    DETAINED = "detained", "羁押未决"
    NO_CAPACITY = "no_capacity", "无民事行为能力且无力履行"


class Vehicle(TextChoices):
    CAR = "car", "汽车"
    BOAT = "boat", "船舶"
    LARGE_MACHINERY = "large_machinery", "大型农机、工程机械"
    DISABILITY_SCOOTER = "disability_scooter", "残疾人代步车"
    MOTORCYCLE = "motorcycle", "摩托车"
    ELECTRIC_BIKE = "electric_bike", "电动自行车"


class CareMode(TextChoices):
    HOME = "home", "在家分散供养"
    INSTITUTION = "institution", "机构集中供养"


class Area(TextChoices):
    URBAN = "urban", "城镇"
    RURAL = "rural", "农村"


class Source(TextChoices):
    """Where a fact comes from."""

    DECLARED = "declared", "申请人申报"
    DOCUMENT = "document", "证明材料"
    VISIT = "visit", "入户调查"
    DEPARTMENT = "department", "部门数据"
    CORRECTION = "correction", "更正"
