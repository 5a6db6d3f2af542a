"""The words of the case file: every code a document may use, with the label people read."""

RELATIONS = {
    "applicant": "申请人",
    "spouse": "配偶",
    "minor_child": "未成年子女",
    "adult_child": "成年子女",
    "child_in_law": "儿媳、女婿",
    "parent": "父母",
    "parent_in_law": "配偶的父母",
    "sibling": "兄弟姐妹",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
    "other": "其他",
}
SEXES = {"M": "男", "F": "女"}
AREAS = {"urban": "城镇", "rural": "农村"}
INCOME_KINDS = {
    "wage": "工资性收入",
    "business": "经营净收入",
    "property": "财产净收入",
    "transfer": "转移净收入",
    "other": "其他收入",
}
EXCLUDED_ITEMS = {
    "central_basic_pension": "中央确定的基础养老金",
    "social_insurance_medical": "基本医疗保险等社会保险待遇",
    "preferential_pension": "优待抚恤金",
    "family_planning_award": "计划生育奖励扶助金",
    "scholarship": "奖学金",
    "bravery_award": "见义勇为奖励",
    "social_assistance": "政府给予的社会救助款物",
    "old_age_allowance": "高龄津贴",
    "disability_subsidy": "残疾人两项补贴",
    "orphan_subsidy": "孤儿、事实无人抚养儿童补贴",
}
SCHOOLS = {
    "none": "不在读",
    "preschool": "学前教育",
    "compulsory": "义务教育",
    "senior_high": "普通高中",
    "vocational": "中等职业教育",
    "college": "大专",
    "undergraduate": "本科",
    "postgraduate": "研究生",
}
STATUSES = {
    "normal": "正常",
    "in_prison": "在监狱服刑",
    "compulsory_detox": "强制隔离戒毒",
    "missing": "宣告失踪",
    "probation": "缓刑",
    "detained": "羁押",
}
OBLIGOR_STATUSES = STATUSES | {"no_capacity": "无民事行为能力"}
DISABILITY_KINDS = {
    "visual": "视力",
    "hearing": "听力",
    "speech": "言语",
    "physical": "肢体",
    "intellectual": "智力",
    "mental": "精神",
    "multiple": "多重",
}
DISEASES = {"mdr_tb": "耐多药结核病", "major": "重特大疾病"}
CARE_MODES = {"home": "分散供养", "institution": "集中供养"}
VEHICLE_KINDS = {
    "car": "汽车",
    "boat": "船舶",
    "large_machinery": "大型农机具",
    "disability_scooter": "残疾人代步车",
    "motorcycle": "摩托车",
    "electric_bike": "电动自行车",
}
EXPENSE_KINDS = {
    "medical": "医疗",
    "education": "教育",
    "rehabilitation": "残疾康复",
    "disaster": "受灾",
    "living": "生活",
    "other": "其他",
}
OBLIGOR_RELATIONS = {
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙子女、外孙子女",
    "sibling": "兄弟姐妹",
}
EMERGENCY_CAUSES = {
    "fire": "火灾",
    "traffic": "交通事故",
    "drowning": "溺水",
    "injury": "人身伤害",
    "illness": "突发重病",
    "disaster": "自然灾害",
    "other": "其他特殊困难",
}
AID_KINDS = {"emergency": "急难型", "expenditure": "支出型"}
PROGRAMMES = {
    "dibao": "最低生活保障",
    "dibao_expenditure": "支出型低保",
    "dibao_margin": "低保边缘家庭",
    "dibao_single": "单人户低保",
    "rigid_expenditure": "刚性支出困难家庭",
    "tekun": "特困人员救助供养",
    "temporary_emergency": "急难型临时救助",
    "temporary_expenditure": "支出型临时救助",
}
ANSWERS = {True: "YES", False: "NO", None: "UNKNOWN"}
