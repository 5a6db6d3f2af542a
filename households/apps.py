from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """People, families, and the register of what is known about them."""

    name = "households"
    verbose_name = "家庭"
    entries = {
        "households.register": "建档",
        "households.add_members": "登记成员",
        "households.record_facts": "登记情况",
        "households.correct_person": "更正身份信息",
        "households.end_membership": "成员离开",
        "households.change_applicant": "更换申请人",
        "households.split": "分户",
        "households.send": "移交",
        "households.settle_transfer": "答复移交",
        "households.raise_conflict": "发现号码冲突",
        "households.settle_conflict": "核对号码冲突",
        "households.add_obligor": "登记义务人",
        "households.end_obligor": "终止义务人",
        "households.add_representative": "登记监护人、代理人",
        "households.end_representative": "终止监护人、代理人",
        "households.demo": "装入虚构家庭",
        "revealed": "查看完整号码",
        "lookup": "全市查找",
    }

    def ready(self):
        """A fact is recorded and never edited, and the database refuses the rest; no change goes round the journal."""
        from households import models  # noqa: PLC0415  (models exist only now)
        from kernel import guards, watching  # noqa: PLC0415

        guards.append_only(models.Fact)
        watching.watched(models.Person, models.Household, models.Membership, models.Fact)
        watching.watched(models.NumberConflict, models.Obligor, models.Representative)
        watching.watched(models.Split, models.Transfer)
