"""Who counts as a family member living together (民发〔2021〕57号 第七条)."""

from eligibility.rules.clauses import Cite, Programme
from eligibility.rules.facts import member

membership = Programme("household", "共同生活的家庭成员")

IS_CHILD = member.relation.is_in("minor_child", "adult_child")
IN_STUDY = member.school.is_in(
    "preschool", "compulsory", "senior_high", "vocational", "college", "undergraduate"
)

DB_APP_01 = membership.clause(
    "DB-APP-01",
    says="申请人是共同生活的家庭成员",
    cite=Cite("minfa-2021-57", "第四条", "4"),
    to=member.relation.is_in("applicant"),
    holds=member.relation.is_in("applicant"),
)
DB_MEM_01 = membership.clause(
    "DB-MEM-01",
    says="配偶计入共同生活的家庭成员",
    cite=Cite("minfa-2021-57", "第七条第一款第（一）项", "7-1-1"),
    to=member.relation.is_in("spouse"),
    holds=member.relation.is_in("spouse"),
)
DB_MEM_02 = membership.clause(
    "DB-MEM-02",
    says="未成年子女计入共同生活的家庭成员",
    cite=Cite("minfa-2021-57", "第七条第一款第（二）项", "7-1-2"),
    to=IS_CHILD & member.is_minor,
    holds=member.is_minor,
)
DB_MEM_03 = membership.clause(
    "DB-MEM-03",
    says="已成年但不能独立生活的子女计入，包括在校接受全日制本科及以下教育的子女",
    cite=Cite("minfa-2021-57", "第七条第一款第（三）项", "7-1-3"),
    to=IS_CHILD & ~member.is_minor,
    holds=IN_STUDY | member.dependent_adult,
)
DB_MEM_04 = membership.clause(
    "DB-MEM-04",
    says="其他有法定赡养、扶养、抚养义务关系并长期共同居住的人员计入",
    cite=Cite("minfa-2021-57", "第七条第一款第（四）项", "7-1-4"),
    to=~member.relation.is_in("applicant", "spouse") & ~(IS_CHILD & member.is_minor),
    holds=member.cohabiting,
)
DB_MEM_X1 = membership.clause(
    "DB-MEM-X1",
    says="连续三年以上（含三年）脱离家庭独立生活的宗教教职人员不计入",
    cite=Cite("minfa-2021-57", "第七条第二款第（一）项", "7-2-1"),
    to=member.is_clergy,
    holds=member.clergy_years >= 3,  # 三年 is fixed by the paragraph
)
DB_MEM_X2 = membership.clause(
    "DB-MEM-X2",
    says="在监狱内服刑、在戒毒所强制隔离戒毒或者宣告失踪的人员不计入",
    cite=Cite("minfa-2021-57", "第七条第二款第（二）项", "7-2-2"),
    to=~member.status.is_in("normal"),
    holds=member.status.is_in("in_prison", "compulsory_detox", "missing"),
)
membership.entitled = (DB_APP_01 | DB_MEM_01 | DB_MEM_02 | DB_MEM_03 | DB_MEM_04) & ~DB_MEM_X1 & ~DB_MEM_X2
