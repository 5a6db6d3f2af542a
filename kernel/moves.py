import functools
from dataclasses import dataclass
from django.db import models
from django.conf import settings
class Refused(Exception):
    def __init__(self,sentence,status=409): super().__init__(sentence); self.sentence=sentence; self.status=status
class StepQuerySet(models.QuerySet):
    def of(self,i): return self.filter(subject_type=i._meta.label_lower,subject_id=str(i.pk))
class Step(models.Model):
    subject_type=models.CharField(max_length=60); subject_id=models.CharField(max_length=40); verb=models.CharField(max_length=40)
    from_state=models.CharField(max_length=40,blank=True); to_state=models.CharField(max_length=40,blank=True)
    by=models.ForeignKey(settings.AUTH_USER_MODEL,models.PROTECT,related_name="+"); at=models.DateTimeField(auto_now_add=True); reason=models.TextField(blank=True)
    objects=StepQuerySet.as_manager()
    class Meta: app_label="kernel"
class Moved(models.Model):
    version=models.PositiveIntegerField(default=0)
    class Meta: abstract=True
class Arrow:
    def __init__(self,sources,target,right,apart=(),conditions=()): self.sources=set(sources);self.target=target;self.right=right;self.apart=apart;self.conditions=conditions
    def why_not(self,user,row):
        if row.state not in self.sources: return "状态不对"
        if not user.has_perm(self.right,row.ruled_by): return "没有权利"
        for a in self.apart:
            if getattr(row,a+"_id")==user.pk: return f"您是本案的{row._meta.get_field(a).verbose_name}，不能再办这一步。"
    def open_to(self,user,row): return self.why_not(user,row) is None
def first_step(row,verb,by): Step.objects.create(subject_type=row._meta.label_lower,subject_id=str(row.pk),verb=verb,by=by,to_state=row.state)
def move(arrow,tells=None):
    def deco(f):
        @functools.wraps(f)
        def inner(obj,*,by,version,**kw):
            from django.db import transaction
            with transaction.atomic():
                row=type(obj).objects.select_for_update().get(pk=obj.pk)
                if row.version!=version: raise Refused("这一页打开以后，本案已被别人办理过。请刷新后再办。")
                w=arrow.why_not(by,row)
                if w: raise Refused(w)
                for c in arrow.conditions: c(row,by,**kw)
                f(row,by=by,**kw)
                old=row.state; row.state=arrow.target; row.version+=1; row.save()
                Step.objects.create(subject_type=row._meta.label_lower,subject_id=str(row.pk),verb=f.__name__,by=by,from_state=old,to_state=row.state,reason=kw.get("reason",""))
            return row
        return inner
    return deco
