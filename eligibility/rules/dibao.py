"""最低生活保障: a household whose income and property are within the limits, and what it is paid."""

from eligibility.rules import income
from eligibility.rules.clauses import Cite, Programme, Shown
from eligibility.rules.facts import household, member, vehicle
from eligibility.rules.language import count, highest, plus, total, value, when
from eligibility.rules.paying import Pay

MONTHS = 12  # the case file states income over twelve months; nothing is divided before it is compared

dibao = Programme("dibao", "最低生活保障")

household_income = total(member, income.counted_income("dibao"))
SEVERELY_DISABLED = member.has_disability & (
    (member.disability_grade <= 2)
    | ((member.disability_grade <= 3) & member.disability_kind.is_in("intellectual", "mental"))
)
EXEMPT = vehicle.kind.is_in(value.vehicle_exempt)

DB_INC_01 = dibao.clause(
    "DB-INC-01",
    says="共同生活的家庭成员人均收入低于当地最低生活保障标准",
    cite=Cite("order-649", "第九条", "9"),
    holds=household_income < household.size * value.dibao_standard * MONTHS,
    shown=Shown("元/人·月", per=household.size * MONTHS, total_unit="元/12个月"),
)
DB_PROP_01 = dibao.clause(
    "DB-PROP-01",
    says="人均金融资产不超过规定月数的低保标准",
    cite=Cite("minfa-2021-57", "第十四条", "14-movables"),
    holds=household.financial <= value.dibao_financial_months * value.dibao_standard * household.size,
    shown=Shown("元/人", per=household.size, total_unit="元"),
)
DB_PROP_02 = dibao.clause(
    "DB-PROP-02",
    says="没有不在豁免之列的机动车辆、船舶、大型农机具",
    cite=Cite("minfa-2021-57", "第十四条", "14-movables"),
    holds=count(vehicle, ~EXEMPT) <= 0,
    shown=Shown("辆（艘、台）"),
)
DB_PROP_03 = dibao.clause(
    "DB-PROP-03",
    says="住房不超过规定套数，且没有商铺、车库、办公用房",
    cite=Cite("minfa-2021-57", "第十四条", "14-immovables"),
    holds=(household.houses <= value.max_houses) & (household.shops <= 0),
    shown=Shown("套（间）"),
)
DB_PROP_04 = dibao.clause(
    "DB-PROP-04",
    says="没有企业或者有雇员的市场主体",
    cite=Cite("minfa-2021-57", "第十四条", "14-movables"),
    holds=household.companies <= 0,
    shown=Shown("个"),
)
dibao.entitled = DB_INC_01 & DB_PROP_01 & DB_PROP_02 & DB_PROP_03 & DB_PROP_04

income.lay_down(dibao, "dibao")
dibao.item(
    "DB-PROP-X1",
    says="维持生产生活必需的摩托车、电动自行车豁免",
    cite=Cite("minfa-2021-57", "第十四条", "14-exempt"),
    comes_to=count(vehicle, EXEMPT & vehicle.kind.is_in("motorcycle", "electric_bike")),
    unit="辆",
)
dibao.item(
    "DB-PROP-X2",
    says="残疾人用于功能性补偿代步的机动车辆豁免",
    cite=Cite("minfa-2012-220", "第十七条", "17"),
    comes_to=count(vehicle, EXEMPT & vehicle.kind.is_in("disability_scooter")),
    unit="辆",
)

SUPPLEMENTS = (
    when(
        ~member.is_minor & (member.age >= value.supplement_elder_age),
        value.supplement_elder,
        "老年人",
    ),
    when(member.is_minor, value.supplement_minor, "未成年人"),
    when(SEVERELY_DISABLED, value.supplement_severe_disability, "重度残疾人"),
    when(member.has_disease, value.supplement_severe_disease, "重病患者"),
)

dibao.pay = Pay(
    gap=household.size * value.dibao_standard * MONTHS - household_income,
    rounding=value.rounding,
)
_DIFFERENCE = Cite("minfa-2021-57", "第二十三条", "23")
dibao.pay.row(
    "DB-BEN-01",
    says="低保标准×计入人数",
    cite=_DIFFERENCE,
    comes_to=household.size * value.dibao_standard,
)
dibao.pay.row(
    "DB-BEN-01",
    says="减：家庭12个月净收入÷12",
    cite=_DIFFERENCE,
    comes_to=household_income,
    per=-MONTHS,
)
dibao.pay.round(
    "DB-BEN-05",
    cite=_DIFFERENCE,
    says={
        "household_ceil_yuan": "取整：全户差额进位到元",
        "half_up_fen": "取整：全户差额四舍五入到分",
    },
)
dibao.pay.supplement(
    "DB-BEN-03",
    says="分类施保",
    cite=Cite("order-649", "第十二条第二款", "12-2"),
    comes_to=value.supplement_stacking.choose(highest=highest(*SUPPLEMENTS), sum=plus(*SUPPLEMENTS)),
)
